import type { PositionEnriched } from '@yipii/protocol';

type Value = string | number | boolean | null;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly of: (event: PositionEnriched) => Value;
}

/** What a `real` can hold, beside 0. */
const MAX_REAL = 3.4e38;
const MIN_REAL = 1e-37;
const MAX_SMALLINT = 32_767;

/** The table `position`, but for its JSON columns. */
export const POSITION_COLUMNS: readonly Column[] = [
  { name: 'account_id', type: 'bigint', of: ({ accountId }) => accountId },
  { name: 'asset_id', type: 'bigint', of: ({ location }) => location.assetId },
  { name: 'device_id', type: 'bigint', of: ({ deviceId }) => deviceId },
  { name: 'event_id', type: 'uuid', of: ({ id }) => id },
  { name: 'fix_time', type: 'timestamptz', of: ({ location }) => location.timestamp },
  { name: 'received_at', type: 'timestamptz', of: ({ location }) => location.receivedAt },
  { name: 'seq', type: 'bigint', of: ({ unstreamed, location }) => (unstreamed ? null : location.seq) },
  { name: 'valid', type: 'boolean', of: ({ valid }) => valid },
  { name: 'unstreamed', type: 'text', of: ({ unstreamed }) => unstreamed },
  { name: 'lat', type: 'double precision', of: ({ location }) => location.lat },
  { name: 'lng', type: 'double precision', of: ({ location }) => location.lng },
  { name: 'altitude', type: 'real', of: ({ location }) => real(location.altitude) },
  { name: 'speed', type: 'real', of: ({ location }) => real(location.speed) },
  { name: 'heading', type: 'real', of: ({ location }) => real(location.heading) },
  { name: 'accuracy', type: 'real', of: ({ location }) => real(location.accuracy) },
  { name: 'satellites', type: 'smallint', of: ({ location }) => smallint(location.satellites) },
  { name: 'status', type: 'text', of: ({ location }) => location.status },
  { name: 'ignition', type: 'boolean', of: ({ location }) => location.ignition },
  { name: 'odometer_km', type: 'double precision', of: ({ location }) => location.odometerKm },
  { name: 'protocol', type: 'text', of: ({ protocol }) => protocol },
];

/**
 * A PostgreSQL array of one column of all events. Written here because `pg` spends several times as long on
 * arrays of parameters as the whole rest of an insert.
 */
export function arrayLiteral(events: readonly PositionEnriched[], of: Column['of']): string {
  let literal = '{';
  for (const event of events) {
    if (literal.length > 1) literal += ',';
    literal += element(of(event));
  }
  return `${literal}}`;
}

function element(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return String(value);
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
}

function real(value: number | null): number | null {
  if (value === null || Math.abs(value) > MAX_REAL) return null;
  return Math.abs(value) < MIN_REAL ? 0 : value;
}

function smallint(value: number | null): number | null {
  return value !== null && Math.abs(value) <= MAX_SMALLINT ? Math.round(value) : null;
}
