import { toStoredAlerts } from '@yipii/domain';
import { clearAlerts, raiseAlerts, recordEvents, type AlertRow } from '@yipii/persistence';
import {
  PartitionCheckpoints,
  patient,
  type Clock,
  type Outbox,
  type PartitionClaim,
  type PartitionOfGroup,
  type StateCheckpoint,
  type TakenStates,
  type WorkerDatabase,
} from '@yipii/platform';
import { topics } from '@yipii/protocol';
import type { PoolClient } from 'pg';
import { alertTold, toFeed, type StoredChange } from './alert-events';
import { AlertStates, type AlertOutput, type StoredAsset } from './alert-states.ports';
import type { WatchedAsset } from './watched-asset';

export const ALERTING_GROUP = 'alerting';

export class PostgresAlertStates extends AlertStates {
  private readonly checkpoints: PartitionCheckpoints;

  constructor(
    private readonly database: WorkerDatabase,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
    this.checkpoints = new PartitionCheckpoints(database.pool);
  }

  async take(partition: number): Promise<TakenStates<StoredAsset>> {
    const { claim, offset } = await this.checkpoints.take(placeOf(partition));
    // Read after the takeover, so that the rows include everything that the former owner could still store.
    const { rows } = await this.database.pool.query<StateRow>(patient(LOAD, [partition]));
    return { claim, offset, states: rows.map(toStoredAsset) };
  }

  async save(
    claim: PartitionClaim,
    { offset, states, rows }: StateCheckpoint<WatchedAsset, AlertOutput>,
  ): Promise<void> {
    await this.checkpoints.store(claim, offset, async (client) => {
      await upsert(client, claim.partition, states);
      await this.tell(client, rows);
    });
    if (rows.length > 0) this.outbox.committed();
  }

  /** Stores alerts, and what tells of them. Those that are stored already are not told again. */
  private async tell(client: PoolClient, outputs: readonly AlertOutput[]): Promise<void> {
    if (outputs.length === 0) return;
    const raised = await raiseAlerts(
      client,
      outputs.flatMap((output) => ('raised' in output ? output.raised : [])),
    );
    const cleared = await clearAlerts(
      client,
      outputs.flatMap((output) => ('cleared' in output ? output.cleared : [])),
    );
    const now = new Date(this.clock.now());
    const told = storedChanges(outputs, raised, cleared).map(
      (change) => [change, alertTold(change, now)] as const,
    );
    await this.outbox.add(
      client,
      topics.alertTriggered,
      told.map(([, event]) => event),
    );
    await recordEvents(
      client,
      told.map(([change, event]) => toFeed(change, event)),
    );
  }
}

/** Returns those of the changes that were not stored before, in their order. */
function storedChanges(
  outputs: readonly AlertOutput[],
  raised: readonly AlertRow[],
  cleared: readonly AlertRow[],
): StoredChange[] {
  const [raises, clears] = [raised, cleared].map((rows) => new Map(rows.map((row) => [row.id, row])));
  return outputs.flatMap((output): StoredChange[] => {
    const { account, traceparent } = output;
    const isRaise = 'raised' in output;
    const row = isRaise ? raises?.get(output.raised.id) : clears?.get(output.cleared.id);
    if (!row) return [];
    return [{ ...{ row, account, traceparent }, type: isRaise ? 'alert.raised' : 'alert.cleared' }];
  });
}

interface StateRow {
  readonly asset_id: string;
  readonly account_id: string;
  readonly account_key: string;
  readonly state: Pick<StoredAsset, 'name' | 'deviceId' | 'alerts'>;
}

const LOAD = `
  SELECT s.asset_id, s.account_id, a.key AS account_key, s.state
  FROM alert_state s JOIN account a ON a.id = s.account_id
  WHERE s.part = $1`;

const UPSERT = `
  INSERT INTO alert_state AS mine (asset_id, account_id, part, state, updated_at)
  SELECT changed.asset_id, account.id, $1, changed.state, now()
  FROM unnest($2::bigint[], $3::bigint[], $4::jsonb[]) AS changed (asset_id, account_id, state)
  JOIN account ON account.id = changed.account_id
  ON CONFLICT (asset_id) DO UPDATE SET
    account_id = excluded.account_id, part = excluded.part, state = excluded.state, updated_at = excluded.updated_at`;

async function upsert(client: PoolClient, partition: number, assets: readonly WatchedAsset[]): Promise<void> {
  const gone = assets.filter(({ isGone }) => isGone).map(({ assetId }) => assetId);
  if (gone.length > 0) await client.query('DELETE FROM alert_state WHERE asset_id = ANY ($1)', [gone]);
  const kept = assets.filter(({ isGone }) => !isGone);
  if (kept.length === 0) return;
  const values = [
    partition,
    kept.map(({ assetId }) => assetId),
    kept.map(({ accountId }) => accountId),
    kept.map(({ name, deviceId, alerts }) =>
      JSON.stringify({ name, deviceId, alerts: toStoredAlerts(alerts) }),
    ),
  ];
  await client.query(patient(UPSERT, values));
}

function placeOf(partition: number): PartitionOfGroup {
  return { group: ALERTING_GROUP, topic: topics.positionEnriched.name, partition };
}

function toStoredAsset({ asset_id, account_id, account_key, state }: StateRow): StoredAsset {
  return { ...state, assetId: Number(asset_id), accountId: Number(account_id), accountKey: account_key };
}
