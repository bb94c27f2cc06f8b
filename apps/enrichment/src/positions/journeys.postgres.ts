import type { Stop, Trip } from '@yipii/domain';
import { patient } from '@yipii/platform';
import type { PoolClient } from 'pg';
import type { ChangedJourney } from './asset-states.ports';

/** Stores the current form of trips and stops in the transaction of a checkpoint. */
export async function upsertJourneys(client: PoolClient, journeys: readonly ChangedJourney[]): Promise<void> {
  const trips = journeys.flatMap(({ journey, ...of }) =>
    journey.kind === 'trip' ? [tripRow(of, journey)] : [],
  );
  const stops = journeys.flatMap(({ journey, ...of }) =>
    journey.kind === 'stop' ? [stopRow(of, journey)] : [],
  );
  for (const table of ['trip', 'stop'] as const) await retract(client, table, journeys);
  if (trips.length > 0) await client.query(patient(UPSERT_TRIPS, [JSON.stringify(trips)]));
  if (stops.length > 0) await client.query(patient(UPSERT_STOPS, [JSON.stringify(stops)]));
}

async function retract(
  client: PoolClient,
  table: 'trip' | 'stop',
  journeys: readonly ChangedJourney[],
): Promise<void> {
  const gone = journeys.filter(({ journey }) => journey.kind === 'retraction' && journey.of === table);
  if (gone.length === 0) return;
  await client.query(
    `DELETE FROM ${table} USING unnest($1::bigint[], $2::timestamptz[]) AS gone (asset_id, started_at)
     WHERE ${table}.asset_id = gone.asset_id AND ${table}.started_at = gone.started_at`,
    [gone.map(({ assetId }) => assetId), gone.map(({ journey }) => new Date(journey.start.at))],
  );
}

type Owner = Omit<ChangedJourney, 'journey'>;

function tripRow({ accountId, assetId }: Owner, trip: Trip) {
  const { start, end } = trip;
  return {
    account_id: accountId,
    asset_id: assetId,
    started_at: new Date(start.at),
    ended_at: trip.over ? new Date(end.at) : null,
    start_lat: start.lat,
    start_lng: start.lng,
    start_address: start.address,
    end_lat: end.lat,
    end_lng: end.lng,
    end_address: end.address,
    distance_km: trip.distanceKm,
    max_speed: trip.maxSpeed === null ? null : Math.min(trip.maxSpeed, FASTEST),
    idling_seconds: trip.idlingSeconds,
    driver_id: trip.driverId,
  };
}

function stopRow({ accountId, assetId }: Owner, { start, endedAt, idlingSeconds }: Stop) {
  return {
    account_id: accountId,
    asset_id: assetId,
    started_at: new Date(start.at),
    ended_at: endedAt === null ? null : new Date(endedAt),
    lat: start.lat,
    lng: start.lng,
    address: start.address,
    idling_seconds: idlingSeconds,
  };
}

/** Maximum plausible speed, km/h; a `real` can't hold every faulty value. */
const FASTEST = 10_000;

const TRIP_COLUMNS =
  'account_id, asset_id, started_at, ended_at, start_lat, start_lng, start_address, end_lat, end_lng, end_address, distance_km, max_speed, idling_seconds, driver_id';
const STOP_COLUMNS = 'account_id, asset_id, started_at, ended_at, lat, lng, address, idling_seconds';

const UPSERT_TRIPS = `
  INSERT INTO trip (${TRIP_COLUMNS})
  SELECT ${TRIP_COLUMNS} FROM jsonb_populate_recordset(null::trip, $1::jsonb)
  ON CONFLICT (asset_id, started_at) DO UPDATE SET
    start_lat = excluded.start_lat, start_lng = excluded.start_lng, start_address = excluded.start_address,
    ended_at = excluded.ended_at, end_lat = excluded.end_lat, end_lng = excluded.end_lng,
    end_address = excluded.end_address, distance_km = excluded.distance_km, max_speed = excluded.max_speed,
    idling_seconds = excluded.idling_seconds, driver_id = excluded.driver_id`;

const UPSERT_STOPS = `
  INSERT INTO stop (${STOP_COLUMNS})
  SELECT ${STOP_COLUMNS} FROM jsonb_populate_recordset(null::stop, $1::jsonb)
  ON CONFLICT (asset_id, started_at) DO UPDATE SET
    lat = excluded.lat, lng = excluded.lng, address = excluded.address, ended_at = excluded.ended_at,
    idling_seconds = excluded.idling_seconds`;
