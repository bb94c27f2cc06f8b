import { CADENCES, type Cadence } from './cadence';
import { deviceProtocol, type DeviceProtocol } from './device-protocol';
import type { Ledger } from './ledger';
import { byCadence, byRate, type Load } from './pacing';
import { planTours, type Tour } from './plan-tours';
import { seededRandom } from './random';
import { Statistics, type Summary } from './statistics';
import { townDriver } from './town-driver';
import { TrackerClient, type TrackerObserver } from './tracker-client';
import type { TruthWatch, VehicleTruth } from './truth/vehicle-truth';
import { Vehicle } from './vehicle';

/** If there are more vehicles, they share tours, each at another place. */
const MOST_TOURS = 40;
const ANSWER_TIMEOUT_MS = 10_000;
/** Records per frame of a device with a backlog. */
const MOST_RECORDS = 20;

export interface FleetTarget {
  /** Name of a protocol whose devices can be simulated. */
  readonly protocol: string;
  readonly port: number;
}

export interface FleetOptions {
  readonly host: string;
  /** Protocols and ports of the devices; the vehicles take them in turn. */
  readonly targets: readonly FleetTarget[];
  /** 15 digits each; one vehicle per IMEI. */
  readonly imeis: readonly string[];
  /** The same seed gives the same tours, places and driving. Default 1. */
  readonly seed?: number;
  /** When vehicles record: by activity, as devices are configured (default `demo`) … */
  readonly cadence?: Cadence;
  /** … or at a rate of records per second for the whole fleet, with the given number of records per frame. */
  readonly load?: Load;
  /** What is sent within them is not in `ackMs`: connections are made meanwhile. Default 0. */
  readonly warmUpSeconds?: number;
  readonly ledger?: Ledger;
  /** Keeps what really happened to the vehicles, with what is watched. Absent by default, since it takes memory. */
  readonly keepTruth?: TruthWatch;
  readonly answerTimeoutMs?: number;
  /** Called once for each target that can't be reached. The devices keep trying. */
  readonly onUnreachable?: (target: FleetTarget) => void;
  /** Epoch ms; default `Date.now`. */
  readonly now?: () => number;
}

export interface Fleet {
  /** Number of records that are not acknowledged. */
  pending(): number;
  /** Stops recording; resolves when all records are acknowledged, after `ms`, or on the signal. */
  drain(ms: number, signal?: AbortSignal): Promise<Summary>;
  /** Stops without waiting for acknowledgements. */
  stop(): void;
  /** What really happened to the vehicles up to their last records; requires `keepTruth`. */
  truth(): VehicleTruth[];
}

/** Vehicles that drive on real streets and whose trackers report over real sockets; takes about a second to start. */
export function startFleet(options: FleetOptions): Fleet {
  const { imeis, load, cadence = 'demo', now = Date.now } = options;
  const random = seededRandom(options.seed ?? 1);
  const tours = planTours(Math.min(imeis.length, MOST_TOURS), random);
  const statistics = new Statistics(options.warmUpSeconds);
  const vehicles = makeVehicles({ ...options, now }, tours, statistics);
  const { keepTruth } = options;
  const keepers = keepTruth ? vehicles.map((vehicle) => vehicle.keepTruth(keepTruth)) : [];
  const pacing = load ? byRate(vehicles, load) : byCadence(vehicles, cadence, random);
  const ticking = imeis.length > 0 ? setInterval(() => pacing.tick(now()), pacing.everyMs) : undefined;
  for (const { client } of vehicles) client.start();
  const pending = () => vehicles.reduce((sum, { client }) => sum + client.pending, 0);
  const stop = () => {
    clearInterval(ticking);
    for (const { client } of vehicles) client.stop();
  };
  return {
    pending,
    stop,
    truth: () => keepers.map((keeper) => keeper.truth()),
    async drain(ms, signal) {
      clearInterval(ticking);
      for (const { client } of vehicles) client.flush();
      await until(() => pending() === 0 || signal?.aborted === true, ms);
      stop();
      return statistics.summary();
    },
  };
}

type Options = FleetOptions & { readonly now: () => number };

function makeVehicles(options: Options, tours: readonly Tour[], statistics: Statistics): Vehicle[] {
  const { imeis, seed = 1, cadence = 'demo', load, targets } = options;
  const kinds = targets.map((target) => {
    const protocol = deviceProtocol(target.protocol);
    return { port: target.port, protocol, observer: observe(target, protocol, statistics, options) };
  });
  return imeis.map((uniqueId, i) => {
    const { protocol, ...target } = kinds[i % kinds.length] as (typeof kinds)[number];
    const random = seededRandom(seed + 1 + i);
    const client = new TrackerClient({
      ...{ host: options.host, uniqueId, protocol, random, ...target },
      fewestRecords: Math.min(load?.recordsPerFrame ?? 1, protocol.mostRecords),
      mostRecords: Math.min(load?.recordsPerFrame ?? MOST_RECORDS, protocol.mostRecords),
      answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    });
    const driver = townDriver(tours[i % tours.length] ?? [], CADENCES[cadence].parking);
    return new Vehicle(client, protocol, driver, random, options.now());
  });
}

function observe(
  target: FleetTarget,
  protocol: DeviceProtocol,
  statistics: Statistics,
  { ledger, onUnreachable }: FleetOptions,
): TrackerObserver {
  let wasReported = false;
  return {
    unreachable() {
      if (!wasReported) onUnreachable?.(target);
      wasReported = true;
    },
    sent: (records, again) => statistics.sent(records, again),
    acknowledged(uniqueId, frame, ms) {
      const records = ledger ? protocol.decode(uniqueId, frame.bytes) : [];
      ledger?.append(uniqueId, records);
      statistics.acknowledged(frame.records, ms);
    },
  };
}

async function until(condition: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition() && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
