import { Latencies } from '../latencies';
import { nowMicros } from '../pace';
import { answerParent } from '../program';
import { FleetWitness } from './fleet-witness';
import { subscribe, type SubscriptionMode } from './subscriber-socket';

export interface SubscribersPlan {
  readonly port: number;
  readonly admission: SubscriptionMode;
  readonly channels: readonly string[];
  readonly perChannel: number;
}

export interface SubscribersReport {
  /** Events of the phase that counts; on fleets all location frames so far. */
  readonly measured: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly samples: number;
  /** Connections that ended by themselves. */
  readonly closed: number;
  /** Positions that one subscriber has had, and assets of which it lacks the newest. */
  readonly positions: number;
  readonly behind: number;
}

const AT_ONCE = 50;
/** Of so many frames one is looked into. */
const SAMPLE_EVERY = 64;
/** Where the name of the event begins: `{"event":"`. */
const EVENT_AT = 10;
const MEASURED = 'm'.charCodeAt(0);
const LOCATION = '.'.charCodeAt(0);
const TIME = Buffer.from('\\"t\\":');
const DIGIT_0 = 48;

let latencies = new Latencies();
let measured = 0;
let closed = 0;
const witness = new FleetWitness();

/** All subscribers of a benchmark: counts every frame, and times some. */
answerParent({
  connect: async ({ channels, perChannel, ...target }: SubscribersPlan) => {
    const all = channels.flatMap((channel) => Array.from({ length: perChannel }, () => channel));
    for (let i = 0; i < all.length; i += AT_ONCE) {
      await Promise.all(
        all.slice(i, i + AT_ONCE).map((channel, index) => {
          const isWitness = target.admission === 'fleet' && i + index === 0;
          return subscribe(
            { ...target, channel },
            { text: isWitness ? witnessed : counted, closed: ended },
            isWitness,
          );
        }),
      );
    }
  },
  count: () => measured,
  reset: () => {
    latencies = new Latencies();
    measured = 0;
    witness.reset();
  },
  report: (newestSeq: number): SubscribersReport => ({
    ...{ measured, closed, samples: latencies.count },
    ...{ p50: latencies.percentile(0.5), p99: latencies.percentile(0.99) },
    ...{ positions: witness.positions, behind: witness.behind(newestSeq) },
  }),
});

function counted(bytes: Buffer, start: number, end: number): void {
  const first = bytes[start + EVENT_AT];
  if (first !== MEASURED && first !== LOCATION) return;
  if (++measured % SAMPLE_EVERY === 0) sample(bytes, start, end);
}

function witnessed(bytes: Buffer, start: number, end: number): void {
  if (bytes[start + EVENT_AT] !== LOCATION) return;
  measured++;
  const now = nowMicros();
  witness.read(bytes.toString('utf8', start, end), (madeAt) => latencies.add((now - madeAt) / 1_000));
}

function sample(bytes: Buffer, start: number, end: number): void {
  if (bytes[start + EVENT_AT] === LOCATION) return; // The witness times positions.
  let at = bytes.indexOf(TIME, start) + TIME.length;
  if (at < TIME.length || at > end) return;
  let madeAt = 0;
  for (let byte = bytes[at] ?? 0; byte >= DIGIT_0 && byte < DIGIT_0 + 10; byte = bytes[++at] ?? 0) {
    madeAt = madeAt * 10 + byte - DIGIT_0;
  }
  latencies.add((nowMicros() - madeAt) / 1_000);
}

function ended(): void {
  closed++;
}
