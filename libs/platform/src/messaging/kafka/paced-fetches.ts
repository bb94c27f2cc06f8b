import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker, Cluster } from 'kafkajs';
import { HEARTBEAT_MS } from './membership';

/**
 * From a fetch that brought events to the next one, at least. A trickle over many partitions would otherwise cost a
 * fetch, a publication and all the wake-ups behind them for each message.
 */
const ROUND_MS = 10;
/** The broker answers before events are gathered for long enough when it has this much, as behind a backlog. */
const FULL_BYTES = 256 * 1024;
/** Between two fetches of a consumer that leaves. */
const REST_MS = 100;
/** A broker answers at once when something comes; kafkajs sends heartbeats between two fetches. */
const PATIENT_MS = HEARTBEAT_MS;

/** As far as it is of interest here. */
interface FetchAnswer {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly unknown[] }[];
  }[];
}
type Fetch = Broker['fetch'];
type Request = Parameters<Fetch>[0];

export interface FetchPolicy {
  /** See `Consumer.gatherMs`. */
  readonly gatherMs?: number;
  /** Returns whether all partitions are read: then a fetch may wait longer than the consumer's setting. */
  isPatient(): boolean;
  /** A fetch has brought events. */
  fetched(): void;
}

/** Paces the fetches of one consumer, and leaves out of their answers the partitions that brought nothing. */
export class PacedFetches {
  private readonly paced = new WeakSet<Broker>();
  /** What the fetches wait for; without abort signals, which cost more than the rest of a fetch's pace. */
  private readonly waiting = new Set<() => void>();
  private isStopped = false;

  constructor(private readonly policy: FetchPolicy) {}

  /** Takes over the fetches that the cluster's brokers are asked for. */
  takeOver(cluster: Cluster): void {
    const findBroker = cluster.findBroker.bind(cluster);
    cluster.findBroker = async (node) => this.pace(await findBroker(node));
  }

  /** Ends the waiting, so that the group is left at once. What a fetch would still bring is dropped. */
  stop(): void {
    this.isStopped = true;
    for (const end of this.waiting) end();
  }

  private pace(broker: Broker): Broker {
    if (this.paced.has(broker)) return broker;
    this.paced.add(broker);
    const fetch = broker.fetch.bind(broker);
    const { gatherMs = 0 } = this.policy;
    let [nextAt, gatheredAt] = [0, 0];
    broker.fetch = async (request) => {
      await this.pause(nextAt - performance.now());
      // kafkajs may ask again at once.
      if (this.isStopped) return sleep(REST_MS, NOTHING);
      const answer = await this.ask(fetch, this.withWait(request, gatheredAt));
      if (answer.responses.length > 0) {
        nextAt = performance.now() + ROUND_MS;
        gatheredAt = performance.now() + gatherMs;
        this.policy.fetched();
      }
      return answer;
    };
    return broker;
  }

  /** Says how long the broker may wait, and for how much. */
  private withWait(request: Request, gatheredAt: number): Request {
    const left = Math.ceil(gatheredAt - performance.now());
    if (left > 0) return { ...request, maxWaitTime: left, minBytes: FULL_BYTES };
    return this.policy.isPatient() ? { ...request, maxWaitTime: PATIENT_MS } : request;
  }

  private ask(fetch: Fetch, request: Request): Promise<FetchAnswer> {
    const asked = fetch(request);
    return this.untilStopped((resolve, reject) => {
      asked.then((answer: FetchAnswer) => resolve(withoutEmpty(answer)), reject);
    });
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) await this.untilStopped((resolve) => setTimeout(() => resolve(NOTHING), ms));
  }

  private async untilStopped(
    begin: (resolve: (answer: FetchAnswer) => void, reject: (error: unknown) => void) => void,
  ): Promise<FetchAnswer> {
    let end = (): void => undefined;
    const waiting = new Promise<FetchAnswer>((resolve, reject) => {
      end = () => resolve(NOTHING);
      begin(resolve, reject);
    });
    this.waiting.add(end);
    return waiting.finally(() => this.waiting.delete(end));
  }
}

const NOTHING: FetchAnswer = { responses: [] };

/** kafkajs would make, hand out and wait for a batch of each. */
function withoutEmpty(answer: FetchAnswer): FetchAnswer {
  const responses = answer.responses
    .map((topic) => ({
      ...topic,
      partitions: topic.partitions.filter(({ messages }) => messages.length > 0),
    }))
    .filter(({ partitions }) => partitions.length > 0);
  return { ...answer, responses };
}
