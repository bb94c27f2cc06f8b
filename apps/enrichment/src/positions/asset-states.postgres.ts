import { recordEvents } from '@yipii/persistence';
import {
  PartitionCheckpoints,
  patient,
  type PartitionClaim,
  type PartitionOfGroup,
  type StateCheckpoint,
  type TakenStates,
  type WorkerDatabase,
} from '@yipii/platform';
import type { LocationUpdate } from '@yipii/domain';
import { topics } from '@yipii/protocol';
import type { PoolClient } from 'pg';
import { upsertJourneys } from './journeys.postgres';
import { AssetStates, splitRows, type Asset, type AssetOutput, type StoredAsset } from './asset-states.ports';

export const ENRICHMENT_GROUP = 'enrichment';

export class PostgresAssetStates extends AssetStates {
  private readonly checkpoints: PartitionCheckpoints;

  constructor(private readonly database: WorkerDatabase) {
    super();
    this.checkpoints = new PartitionCheckpoints(database.pool);
  }

  async take(partition: number): Promise<TakenStates<StoredAsset>> {
    const { claim, offset } = await this.checkpoints.take(placeOf(partition));
    // Read after the takeover, so that the rows include everything that the former owner could still store.
    const { rows } = await this.database.pool.query<AssetRow>(patient(LOAD, [partition]));
    return { claim, offset, states: rows.map(toStoredAsset) };
  }

  save(claim: PartitionClaim, { offset, states, rows }: StateCheckpoint<Asset, AssetOutput>): Promise<void> {
    const { locations, journeys, events } = splitRows(rows);
    return this.checkpoints.store(claim, offset, async (client) => {
      await upsert(client, claim.partition, states, locations);
      await upsertJourneys(client, journeys);
      await recordEvents(client, events);
    });
  }
}

interface AssetRow {
  readonly asset_id: string;
  readonly account_id: string;
  readonly account_key: string;
  readonly seq: string;
  readonly state: unknown;
  readonly location: unknown;
}

const LOAD = `
  SELECT s.asset_id, s.account_id, a.key AS account_key, s.seq, s.state, s.location
  FROM asset_state s JOIN account a ON a.id = s.account_id
  WHERE s.part = $1`;

/**
 * Updates the position only if this checkpoint has a newer one. JSON text has no line breaks, so that columns of it
 * travel as one string that needs no escaping.
 */
const UPSERT = `
  INSERT INTO asset_state AS mine (asset_id, account_id, part, seq, state, location, updated_at)
  SELECT asset_id, account_id, $1, seq, state, location, now()
  FROM unnest($2::bigint[], $3::bigint[], $4::bigint[],
    string_to_array($5, E'\\n')::json[], string_to_array($6, E'\\n', '')::jsonb[])
    AS changed (asset_id, account_id, seq, state, location)
  ON CONFLICT (asset_id) DO UPDATE SET
    account_id = excluded.account_id, part = excluded.part, seq = excluded.seq, state = excluded.state,
    location = coalesce(excluded.location, mine.location), updated_at = excluded.updated_at`;

async function upsert(
  client: PoolClient,
  partition: number,
  assets: readonly Asset[],
  locations: ReadonlyMap<number, LocationUpdate>,
): Promise<void> {
  if (assets.length === 0) return;
  const values = [
    partition,
    assets.map(({ assetId }) => assetId),
    assets.map(({ accountId }) => accountId),
    assets.map(({ state }) => state.seq),
    assets.map(({ state }) => JSON.stringify(state)).join('\n'),
    assets.map(({ assetId }) => jsonOf(locations.get(assetId))).join('\n'),
  ];
  await client.query(patient(UPSERT, values));
}

function jsonOf(location: LocationUpdate | undefined): string {
  return location ? JSON.stringify(location) : '';
}

function placeOf(partition: number): PartitionOfGroup {
  return { group: ENRICHMENT_GROUP, topic: topics.positionReceived.name, partition };
}

function toStoredAsset(row: AssetRow): StoredAsset {
  const { asset_id, account_id, account_key, seq, state, location } = row;
  return {
    assetId: Number(asset_id),
    accountId: Number(account_id),
    accountKey: account_key,
    seq: Number(seq),
    state,
    location,
  };
}
