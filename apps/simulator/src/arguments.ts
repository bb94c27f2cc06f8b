import { parseArgs } from 'node:util';
import { CADENCES, type Cadence } from './cadence';
import { DEVICE_PROTOCOLS } from './device-protocol';
import type { FleetTarget } from './fleet';
import type { Load } from './pacing';

/** IMEIs from here on are simulated unless others are given. */
const DEFAULT_IMEI_BASE = '350000000000001';

export const USAGE = `Usage: npm run simulator -- [options]

  --host H         where the platform listens (127.0.0.1)
  --port P         its port, if there is one protocol (the protocol's default port)
  --vehicles N     how many devices (10)
  --imei-base N    IMEI of the first one, 15 digits; the others count up (${DEFAULT_IMEI_BASE})
  --protocols a,b  protocols, which the vehicles take in turn: ${[...DEVICE_PROTOCOLS.keys()].join(', ')}
                   (teltonika); a port may follow each: osmand:5055
  --cadence C      ${Object.keys(CADENCES).join(' or ')}: when a vehicle records (demo)
  --rate R         instead of a cadence: records per second over the whole fleet
  --records K      with --rate: records per frame, 1 to 255 (1), or as many as the protocol allows
  --seconds S      stop after S seconds (when interrupted)
  --warm-up S      leave what is sent in the first S seconds out of ackMs (0)
  --ledger FILE    append a JSON line {deviceId, fixTime, hash} for each acknowledged record
  --truth FILE     write what really happened when it ends: a JSON line for each trip, stop, change of
                   status, idling and vehicle's total
  --fences FILE    with --truth: and for each visit to a fence of this file, GeoJSON as GET geofence exports it
  --speed-limit K  with --truth: and for each time in which a vehicle was faster than K km/h
  --seed N         the same seed gives the same drives (1)

When it ends, it makes no more records and waits up to 120 s for outstanding acknowledgements, or until it is
interrupted again. Positions of devices that are not registered are acknowledged, but shown nowhere.
The last line on stdout is {"sent","acknowledged","resent","ackMs":{"p50","p99"},"seconds"}.`;

export interface SimulatorArguments {
  readonly host: string;
  readonly targets: readonly FleetTarget[];
  readonly imeis: readonly string[];
  readonly cadence: Cadence;
  readonly load?: Load;
  readonly seconds?: number;
  readonly warmUpSeconds: number;
  readonly ledger?: string;
  readonly truth?: string;
  readonly fences?: string;
  /** km/h. */
  readonly speedLimit?: number;
  readonly seed: number;
  /** How to register the devices, unless their ids were chosen. */
  readonly registrationHint?: string;
}

/** An error on the command line; the message is shown to the user. */
export class ArgumentError extends Error {}

/** A device has at most one record per ms; a higher rate would need fix times that run ahead of the clock. */
const RECORDS_PER_SECOND_AND_VEHICLE = 500;

/** @throws ArgumentError */
export function parseArguments(args: readonly string[]): SimulatorArguments | 'help' {
  const values = read(args);
  if (values.help) return 'help';
  const vehicles = integer('vehicles', values.vehicles, [1, 100_000]);
  const seconds = values.seconds === undefined ? undefined : decimal('seconds', values.seconds);
  const base = values['imei-base'];
  return {
    host: values.host,
    targets: targetsOf(values.protocols, values.port),
    imeis: imeis(base ?? DEFAULT_IMEI_BASE, vehicles),
    cadence: choice('cadence', values.cadence, CADENCES),
    load: loadOf(values.rate, values.records, vehicles),
    seconds,
    warmUpSeconds: values['warm-up'] === undefined ? 0 : decimal('warm-up', values['warm-up']),
    ledger: values.ledger,
    truth: values.truth,
    ...watchOf(values),
    seed: integer('seed', values.seed, [0, 0xffff_ffff]),
    registrationHint: base === undefined ? hint(vehicles) : undefined,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

const OPTIONS = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string' },
  vehicles: { type: 'string', default: '10' },
  'imei-base': { type: 'string' },
  protocols: { type: 'string', default: 'teltonika' },
  cadence: { type: 'string', default: 'demo' },
  rate: { type: 'string' },
  records: { type: 'string' },
  seconds: { type: 'string' },
  'warm-up': { type: 'string' },
  ledger: { type: 'string' },
  truth: { type: 'string' },
  fences: { type: 'string' },
  'speed-limit': { type: 'string' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h' },
} as const;

function watchOf(values: ReturnType<typeof read>): Pick<SimulatorArguments, 'fences' | 'speedLimit'> {
  const { truth, fences, 'speed-limit': limit } = values;
  if (truth === undefined && (fences ?? limit) !== undefined)
    throw new ArgumentError('--fences and --speed-limit require --truth.');
  return { fences, speedLimit: limit === undefined ? undefined : decimal('speed-limit', limit) };
}

function hint(vehicles: number): string {
  const first = DEFAULT_IMEI_BASE;
  const last = imeis(first, vehicles).at(-1);
  const ids = vehicles === 1 ? first : `${first} to ${last}`;
  return `Ids: ${ids}. Vehicles show on the map once they are registered, each with:\n  npm run admin -- device create ACCOUNT ${first} --asset ID`;
}

function imeis(base: string, count: number): string[] {
  const last = Number(base) + count - 1;
  if (!/^\d{15}$/.test(base) || last > 999_999_999_999_999) {
    throw new ArgumentError(
      `--imei-base must be a 15-digit number with room for ${count} devices, not '${base}'.`,
    );
  }
  return Array.from({ length: count }, (_, i) => String(Number(base) + i).padStart(15, '0'));
}

/** `name` or `name:port`, comma-separated. */
function targetsOf(list: string, port: string | undefined): FleetTarget[] {
  const entries = list.split(',').map((entry) => entry.trim().split(':'));
  if (port !== undefined && entries.length > 1) {
    throw new ArgumentError(
      '--port works with one protocol only; give each of several its own port: --protocols a:1,b:2.',
    );
  }
  return entries.map(([name = '', own = port]) => {
    const protocol = DEVICE_PROTOCOLS.get(name);
    const known = [...DEVICE_PROTOCOLS.keys()].join(' or ');
    if (!protocol) throw new ArgumentError(`--protocols must be ${known}, not '${name}'.`);
    return {
      protocol: name,
      port: own === undefined ? protocol.defaultPort : integer('port', own, [1, 65_535]),
    };
  });
}

function loadOf(
  rate: string | undefined,
  records: string | undefined,
  vehicles: number,
): SimulatorArguments['load'] {
  if (rate === undefined) {
    if (records !== undefined) throw new ArgumentError('--records requires --rate.');
    return undefined;
  }
  const recordsPerSecond = decimal('rate', rate);
  if (recordsPerSecond > vehicles * RECORDS_PER_SECOND_AND_VEHICLE) {
    throw new ArgumentError(
      `--rate ${rate} needs more --vehicles: ${RECORDS_PER_SECOND_AND_VEHICLE} records/s each at most.`,
    );
  }
  return { recordsPerSecond, recordsPerFrame: integer('records', records ?? '1', [1, 255]) };
}

function integer(name: string, text: string, [from, to]: readonly [number, number]): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new ArgumentError(`--${name} must be a whole number from ${from} to ${to}, not '${text}'.`);
}

function decimal(name: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0) return value;
  throw new ArgumentError(`--${name} must be a number above 0, not '${text}'.`);
}

function choice<T extends string>(name: string, text: string, among: Readonly<Record<T, unknown>>): T {
  if (Object.hasOwn(among, text)) return text as T;
  throw new ArgumentError(`--${name} must be one of ${Object.keys(among).join(', ')}, not '${text}'.`);
}
