import { EraseAccount, erasePerson, HISTORY_TABLES, tenantTables } from '@yipii/persistence';
import { CommandFailed, type Command, type Given, type Row } from '../command';
import { exportPacked, exportRows, type Selection } from '../export-rows.postgres';
import { forgetPositions } from '../forget-positions.redis';
import type { Installation } from '../installation';
import { accountOf, SURE } from './accounts';
import { emailOf } from './users';

const FOLDER = {
  to: { text: 'The folder to write, which is created.', value: 'FOLDER', required: true },
} as const;

export const ERASURE_COMMANDS: readonly Command[] = [
  {
    name: 'account delete',
    summary: 'Delete an account with all of its data, and end its access.',
    example: 'acme --yes',
    places: ['account'],
    options: SURE,
    run: eraseAccount,
  },
  {
    name: 'export account',
    summary: 'Write all that is stored of an account as JSON lines, without secrets.',
    example: 'acme --to acme-export',
    places: ['account'],
    options: FOLDER,
    async run(installation, given) {
      const { id } = await accountOf(installation, given);
      const folder = given.text('to');
      const selection = (table: string): Selection => ({ table, where: 't.account_id = $1', values: [id] });
      const written: Row[] = [];
      for (const table of (await tenantTables(installation.pool)).reverse())
        if (!HISTORY_TABLES.includes(table))
          written.push({ table, rows: await exportRows(installation.pool, folder, selection(table)) });
      // In their order, so that what is packed meanwhile is written twice, not missed.
      for (const table of HISTORY_TABLES) {
        const { history } = installation;
        const isPacked = table === 'packed_positions';
        const rows = isPacked
          ? exportPacked(history, folder, id)
          : exportRows(history, folder, selection(table));
        written.push({ table, rows: await rows });
      }
      return written;
    },
  },
  {
    name: 'export person',
    summary: 'Write what an account knows of a person as JSON lines, without secrets.',
    example: 'acme ada@example.com --to ada-export',
    places: ['account', 'email'],
    options: FOLDER,
    async run(installation, given) {
      const { id } = await accountOf(installation, given);
      const values = [id, emailOf(given)];
      const written: Row[] = [];
      for (const [table, where] of Object.entries(OF_PERSON)) {
        const selection = { table, where: `t.account_id = $1 AND (${where})`, values };
        written.push({ table, rows: await exportRows(installation.pool, given.text('to'), selection) });
      }
      return written;
    },
  },
  {
    name: 'erase account',
    summary: 'The same as "account delete".',
    example: 'acme --yes',
    places: ['account'],
    options: SURE,
    run: eraseAccount,
  },
  {
    name: 'erase person',
    summary: 'Delete what an account knows of a person, and end the person’s sessions.',
    example: 'acme ada@example.com --yes',
    places: ['account', 'email'],
    options: SURE,
    async run(installation, given) {
      const { id } = await accountOf(installation, given);
      const email = emailOf(given);
      await installation.unitOfWork.run((tx) => erasePerson(tx, id, email));
      const left = await tablesWith(installation, { id, email });
      if (left.length > 0) throw new CommandFailed(`the address is still in: ${left.join(', ')}`);
      return 'erased';
    },
  },
  {
    name: 'erase leftovers',
    summary: 'Delete what was still on its way when an account was erased.',
    example: '',
    async run(installation) {
      const { unitOfWork, pool, history } = installation;
      return [{ assets: await new EraseAccount(unitOfWork, pool, history).sweep() }];
    },
  },
];

async function eraseAccount(installation: Installation, given: Given): Promise<string> {
  const { id } = await accountOf(installation, given);
  const { unitOfWork, pool, history, env } = installation;
  await new EraseAccount(unitOfWork, pool, history).run(id);
  await forgetPositions(env.REDIS_URL, id);
  return 'erased; run "erase leftovers" in a minute, and after 7 days, when topics have dropped its events';
}

/** What belongs to a person, by $2, the address. */
const OF_PERSON = {
  account_user: 'lower(t.email) = lower($2)',
  user_session: `t.user_id IN (SELECT id FROM account_user WHERE account_id = $1 AND lower(email) = lower($2))`,
  invitation: 'lower(t.email) = lower($2)',
  mail: 'lower(t.recipient) = lower($2)',
  tracking_session: 'lower(t.email) = lower($2)',
  link_notice: 'lower(t.email) = lower($2)',
  tracking_link: 'lower($2) = ANY (t.allowed_emails || t.barred_emails)',
  audit_log: `strpos(lower(t.changes::text), lower($2)) > 0 OR t.actor_kind = 'user' AND t.actor_id IN
    (SELECT id::text FROM account_user WHERE account_id = $1 AND lower(email) = lower($2))`,
} as const;

/** Tables in which some text of any row holds the address; positions know of no people. */
async function tablesWith(
  { pool }: Installation,
  { id, email }: { readonly id: number; readonly email: string },
): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tenantTables(pool)) {
    if (HISTORY_TABLES.includes(table)) continue;
    const { rows } = await pool.query(
      `SELECT FROM ${table} t WHERE account_id = $1 AND strpos(lower(t::text), lower($2)) > 0 LIMIT 1`,
      [id, email],
    );
    if (rows.length > 0) found.push(table);
  }
  return found;
}
