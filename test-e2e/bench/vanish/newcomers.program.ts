import { Latencies } from '../latencies';
import { paced, type Pace } from '../pace';
import { answerParent } from '../program';
import { subscribe, type SubscriberTarget } from '../fanout/subscriber-socket';

export interface NewcomersPlan extends Pace, SubscriberTarget {}

/** How long they waited until they were on their channel, in ms. */
export interface Served {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly longest: number | null;
}

/** Clients that come one after another, whether or not the former was served, and stay. */
answerParent({
  come: async (plan: NewcomersPlan): Promise<Served> => {
    const latencies = new Latencies();
    const served: Promise<void>[] = [];
    await paced(plan, () => served.push(come(plan, latencies)));
    await Promise.all(served);
    const [p50, p99, longest] = [0.5, 0.99, 1].map((share) => latencies.percentile(share));
    return { p50: p50 ?? null, p99: p99 ?? null, longest: longest ?? null };
  },
});

async function come(target: SubscriberTarget, latencies: Latencies): Promise<void> {
  const cameAt = performance.now();
  await subscribe(target, { text: () => undefined, closed: () => undefined }, false);
  latencies.add(performance.now() - cameAt);
}
