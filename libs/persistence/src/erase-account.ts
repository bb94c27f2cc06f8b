import type { Sql } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import type { Pool } from 'pg';
import { deleteInBatches } from './delete-in-batches';
import { HISTORY_TABLES, tenantTables } from './tenant-tables';
import type { Transaction } from './unit-of-work/transaction';
import type { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

/** Tables of the position pipeline, written as long as records of the account are in flight. */
const STATE_TABLES = ['asset_state', 'trip', 'stop'];

/**
 * Deletes an account with everything stored about it. Access is ended first and the account itself is deleted last,
 * so that after a crash the same call resumes where it stopped.
 */
export class EraseAccount {
  constructor(
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly database: Pool,
    /** Of positions. */
    private readonly history: Pool,
  ) {}

  async run(accountId: number): Promise<void> {
    await this.unitOfWork.run((tx) => endAccess(tx, accountId));
    await this.eraseStates((owner) => owner === accountId);
    await this.unitOfWork.run((tx) => eraseRows(tx, accountId));
  }

  /**
   * Deletes records of accounts that no longer exist: they were in flight while their account was erased. Returns
   * the number of assets.
   */
  async sweep(): Promise<number> {
    const { rows } = await this.database.query<{ id: string }>('SELECT id FROM account');
    const known = new Set(rows.map(({ id }) => Number(id)));
    return this.eraseStates((owner) => !known.has(owner));
  }

  private async eraseStates(isErased: (accountId: number) => boolean): Promise<number> {
    const states = await this.database.query<Owned>('SELECT asset_id, account_id FROM asset_state');
    const positions = await this.history.query<Owned>(ASSETS_IN_HISTORY);
    const owned = [...states.rows, ...positions.rows].filter(({ account_id }) =>
      isErased(Number(account_id)),
    );
    const assets = new Map(owned.map((row) => [row.asset_id, row.account_id]));
    for (const [assetId, accountId] of assets) {
      const ids = [assetId, accountId];
      for (const text of ERASE_HISTORY) await this.history.query(text, ids);
      for (const table of STATE_TABLES)
        await deleteInBatches(this.database, { table, where: 'asset_id = $1 AND account_id = $2' }, ids);
    }
    return assets.size;
  }
}

interface Owned {
  readonly asset_id: string;
  readonly account_id: string;
}

/** Outlines first: who packs a day has locked its outline, and what it moves would be missed meanwhile. */
const ERASE_HISTORY = ['track_outline', 'position', 'packed_positions'].map(
  (table) => `DELETE FROM ${table} WHERE asset_id = $1 AND account_id = $2`,
);

/** Finds every asset that has positions by skipping through the primary keys. */
const ASSETS_IN_HISTORY = ['position', 'packed_positions'].map(assetsIn).join(' UNION ');

function assetsIn(table: string): string {
  return `(
    WITH RECURSIVE known AS (
      (SELECT asset_id, account_id FROM ${table} ORDER BY asset_id LIMIT 1)
      UNION ALL
      SELECT next.asset_id, next.account_id FROM known CROSS JOIN LATERAL (
        SELECT asset_id, account_id FROM ${table} WHERE asset_id > known.asset_id ORDER BY asset_id LIMIT 1
      ) AS next
    ) SELECT asset_id, account_id FROM known)`;
}

/** Ends tokens, sessions and sockets, and unregisters trackers. */
async function endAccess(tx: Transaction, accountId: number): Promise<void> {
  const event = { kind: 'account', id: String(accountId), reason: 'account deleted' } as const;
  await tx.emit(topics.accessRevoked, { key: String(accountId), event });
  await endLinks(tx, accountId);
  await forgetRegistry(tx, accountId);
  await tx.query(
    'DELETE FROM unregistered_device WHERE unique_id IN (SELECT unique_id FROM device WHERE account_id = $1)',
    [accountId],
  );
  for (const table of ['assignment', 'device', 'oauth_client'])
    await tx.query(`DELETE FROM ${table} WHERE account_id = $1`, [accountId]);
}

/** With them goes all that is kept of their viewers. */
async function endLinks(tx: Transaction, accountId: number): Promise<void> {
  const { rows } = await tx.query<{ uuid: string }>(
    'DELETE FROM tracking_link WHERE account_id = $1 RETURNING uuid',
    [accountId],
  );
  const ends = rows.map(({ uuid: id }) => ({
    ...{ key: `link:${id}`, event: { kind: 'link', id, reason: 'deleted' } as const },
  }));
  await tx.emit(topics.accessRevoked, ...ends);
}

async function forgetRegistry(tx: Transaction, accountId: number): Promise<void> {
  for (const kind of ['device', 'assignment', 'asset'] as const) {
    const { rows } = await tx.query<{ id: string }>(`SELECT id FROM ${kind} WHERE account_id = $1`, [
      accountId,
    ]);
    if (rows.length > 0) await tx.registryChanged(kind, ...rows.map(({ id }) => Number(id)));
  }
}

async function eraseRows(tx: Transaction, accountId: number): Promise<void> {
  for (const table of await tenantTables(tx))
    if (!HISTORY_TABLES.includes(table))
      await tx.query(`DELETE FROM ${table} WHERE account_id = $1`, [accountId]);
  await eraseDeadLetters(tx, accountId);
  await tx.query('DELETE FROM account WHERE id = $1', [accountId]);
}

async function eraseDeadLetters(sql: Sql, accountId: number): Promise<void> {
  await sql.query(`DELETE FROM outbox_dead_letter WHERE payload -> 'account' ->> 'id' = $1`, [
    String(accountId),
  ]);
}
