import { randomBytes } from 'node:crypto';
import { ROLES } from '@yipii/domain';
import { erasePerson, Users, UserSessions } from '@yipii/persistence';
import { Lifecycle, mailAddressOf, type Sql } from '@yipii/platform';
import { Argon2Passwords } from '../../people/password-hasher.argon2';
import { CommandFailed, UsageError, type Command, type Given } from '../command';
import type { Installation } from '../installation';
import { accountOf, NAME, NAME_RULE, SURE } from './accounts';

/** 96 bits: nobody guesses it, and it can be typed. */
const PASSWORD_BYTES = 12;

export const USER_COMMANDS: readonly Command[] = [
  {
    name: 'user create',
    summary: 'Create a user who signs in by password, which is shown this once.',
    example: "acme ada@example.com --role owner --name 'Ada L'",
    places: ['account', 'email'],
    options: {
      role: { text: `What the user may do: ${ROLES.join(', ')}.`, value: 'ROLE', required: true },
      name: { text: 'The name that others see; default: the address.', value: 'NAME' },
      groups: {
        text: 'The only asset groups that an operator or viewer sees, comma-separated.',
        value: 'IDS',
      },
    },
    async run(installation, given) {
      const { id: accountId } = await accountOf(installation, given);
      const email = emailOf(given);
      const role = given.oneOf('role', ROLES);
      const groupIds = given.has('groups') ? given.ids('groups') : null;
      if (role === 'owner' && groupIds) throw new UsageError('an owner sees all assets: leave --groups out');
      const name = given.optional('name', NAME, NAME_RULE) ?? email;
      const password = newPassword();
      const passwordHash = await hashOf(password);
      const id = await installation.unitOfWork.run(async (tx) => {
        await demandGroups(tx, accountId, groupIds ?? []);
        return new Users().create(tx, { accountId, email, name, role, groupIds, passwordHash });
      });
      if (id === null) throw new CommandFailed('somebody has this address already');
      return [{ id, email, role, password }];
    },
  },
  {
    name: 'user list',
    summary: 'List the users of an account.',
    example: 'acme',
    places: ['account'],
    async run(installation, given) {
      const { id } = await accountOf(installation, given);
      const { rows } = await installation.pool.query<UserRow>(USERS, [id]);
      return rows.map((row) => ({
        id: Number(row.id),
        email: row.email,
        name: row.name,
        role: row.role,
        groups: row.groups,
        'signs in by': row.sign_in,
      }));
    },
  },
  {
    name: 'user password',
    summary: 'Give a user a new password, shown this once, and end the user’s sessions.',
    example: 'acme ada@example.com',
    places: ['account', 'email'],
    async run(installation, given) {
      const { id, accountId, email } = await userOf(installation, given);
      const password = newPassword();
      const hash = await hashOf(password);
      await installation.unitOfWork.run(async (tx) => {
        await new Users().setPassword(tx, { accountId, email }, hash);
        await new UserSessions().end(tx, id);
      });
      return [{ id, email, password }];
    },
  },
  {
    name: 'user delete',
    summary: 'Delete a user with all that is known of the person in the account.',
    example: 'acme ada@example.com --yes',
    places: ['account', 'email'],
    options: SURE,
    async run(installation, given) {
      const { id, accountId, email } = await userOf(installation, given);
      await demandOtherOwner(installation, accountId, id);
      await installation.unitOfWork.run((tx) => erasePerson(tx, accountId, email));
      return 'deleted';
    },
  },
];

/** The address in its canonical form. @throws UsageError */
export function emailOf(given: Given): string {
  const email = mailAddressOf(given.text('email'));
  if (email === null) throw new UsageError('email must be a mail address');
  return email;
}

interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly groups: string | null;
  readonly sign_in: string;
}

const USERS = `
  SELECT u.id, u.email, u.name, u.role,
    CASE WHEN u.is_limited THEN coalesce((SELECT string_agg(group_id::text, ', ' ORDER BY group_id)
      FROM account_user_group WHERE user_id = u.id), 'none') END AS groups,
    concat_ws(', ', CASE WHEN u.password_hash IS NOT NULL THEN 'password' END,
      CASE WHEN u.sso_subject IS NOT NULL THEN 'single sign-on' END) AS sign_in
  FROM account_user u WHERE u.account_id = $1 ORDER BY lower(u.email)`;

/** @throws CommandFailed */
async function userOf(installation: Installation, given: Given) {
  const { id: accountId, key } = await accountOf(installation, given);
  const email = emailOf(given);
  const { rows } = await installation.pool.query<{ id: string }>(
    'SELECT id FROM account_user WHERE account_id = $1 AND lower(email) = lower($2)',
    [accountId, email],
  );
  if (!rows[0]) throw new CommandFailed(`${key} has no user with this address`);
  return { id: Number(rows[0].id), accountId, email };
}

async function demandGroups(sql: Sql, accountId: number, ids: readonly number[]): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT id FROM asset_group WHERE account_id = $1 AND id = ANY ($2)',
    [accountId, [...ids]],
  );
  if (rows.length < new Set(ids).size)
    throw new CommandFailed('the account does not have all of these groups');
}

/** Somebody must be able to manage the account. @throws CommandFailed */
async function demandOtherOwner({ pool }: Installation, accountId: number, id: number): Promise<void> {
  const { rows } = await pool.query<{ is_last: boolean }>(
    `SELECT role = 'owner' AND NOT EXISTS (
       SELECT FROM account_user o WHERE o.account_id = $1 AND o.role = 'owner' AND o.id <> $2) AS is_last
     FROM account_user WHERE id = $2`,
    [accountId, id],
  );
  if (rows[0]?.is_last) throw new CommandFailed('the last owner must stay: create another one first');
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

async function hashOf(password: string): Promise<string> {
  const lifecycle = new Lifecycle();
  try {
    return await new Argon2Passwords(lifecycle).hash(password);
  } finally {
    await lifecycle.stop();
  }
}
