import type { Role } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import type { AccountTransaction } from '../unit-of-work/transaction';

export interface NewUser {
  readonly accountId: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Groups that no longer exist are left out; null: the user sees all assets. */
  readonly groupIds: readonly number[] | null;
  /** Null: the user signs in only by single sign-on. */
  readonly passwordHash: string | null;
}

/** SQLSTATE of an attempt to remove or demote the last owner of an account (`keep_an_owner`). */
export const LAST_OWNER = 'YL001';

/** Users of accounts. */
export class Users {
  /** Returns the user's id, or null if the address is already in use. Needs the worker's database. */
  async create(sql: Sql, user: NewUser): Promise<number | null> {
    const { accountId, email, name, role, groupIds, passwordHash } = user;
    const { rows } = await sql.query<{ id: string }>(
      `INSERT INTO account_user (account_id, email, name, role, is_limited, password_hash)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (lower(email)) DO NOTHING RETURNING id`,
      [accountId, email, name, role, groupIds !== null, passwordHash],
    );
    if (!rows[0]) return null;
    const id = Number(rows[0].id);
    await addToGroups(sql, { accountId, id, groupIds: groupIds ?? [] });
    return id;
  }

  /** Sets the password of a user of an account. Needs the worker's database. */
  async setPassword(
    sql: Sql,
    { accountId, email }: Pick<NewUser, 'accountId' | 'email'>,
    passwordHash: string,
  ): Promise<void> {
    await sql.query(
      'UPDATE account_user SET password_hash = $3 WHERE account_id = $1 AND lower(email) = lower($2)',
      [accountId, email, passwordHash],
    );
  }

  /** Returns the groups that each of these users is limited to; null: none. */
  async groupsOf(
    tx: AccountTransaction,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly groupIds: readonly number[] | null }>> {
    const { rows } = await tx.query<{ id: string; group_ids: string[] | null }>(
      `SELECT u.id, CASE WHEN u.is_limited THEN ARRAY(
         SELECT g.group_id FROM account_user_group g WHERE g.user_id = u.id ORDER BY 1) END AS group_ids
       FROM account_user u WHERE u.id = ANY ($1)`,
      [[...ids]],
    );
    return new Map(rows.map((row) => [Number(row.id), { groupIds: row.group_ids?.map(Number) ?? null }]));
  }

  /**
   * Limits a user to these groups.
   * @returns the ids that are not groups; if there are any, the caller must not commit
   */
  async limitTo(tx: AccountTransaction, id: number, groupIds: readonly number[]): Promise<number[]> {
    await tx.query('DELETE FROM account_user_group WHERE user_id = $1', [id]);
    const { accountId } = tx.scope;
    const added = new Set(await addToGroups(tx, { accountId, id, groupIds }));
    return groupIds.filter((groupId) => !added.has(groupId));
  }

  /** Returns the ids that are not groups of the account. */
  async unknownGroups(tx: AccountTransaction, groupIds: readonly number[]): Promise<number[]> {
    const { rows } = await tx.query<{ id: string }>('SELECT id FROM asset_group WHERE id = ANY ($1)', [
      [...groupIds],
    ]);
    const known = new Set(rows.map(({ id }) => Number(id)));
    return groupIds.filter((id) => !known.has(id));
  }

  /** Ends everything that depends on the user, at once and everywhere. Call it before deleting the user. */
  async revoke(tx: AccountTransaction, id: number): Promise<void> {
    const event = { kind: 'user', id: String(id), reason: 'user deleted' } as const;
    await tx.emit(topics.accessRevoked, { key: String(id), event });
  }
}

async function addToGroups(
  sql: Sql,
  { accountId, id, groupIds }: { accountId: number; id: number; groupIds: readonly number[] },
): Promise<number[]> {
  const { rows } = await sql.query<{ group_id: string }>(
    `INSERT INTO account_user_group (account_id, user_id, group_id)
     SELECT $1, $2, id FROM asset_group WHERE account_id = $1 AND id = ANY ($3) RETURNING group_id`,
    [accountId, id, [...groupIds]],
  );
  return rows.map((row) => Number(row.group_id));
}
