import { Latencies, type Spread } from '../latencies';
import { paced, type Pace } from '../pace';
import { answerParent } from '../program';
import { subscribe, type SubscriberTarget } from '../fanout/subscriber-socket';

export interface NewcomersPlan extends Pace, SubscriberTarget {}

/**
 * Clients that come one after another, whether or not the former was served, and stay. Answers how long they waited
 * until they were on their channel.
 */
answerParent({
  come: async (plan: NewcomersPlan): Promise<Spread> => {
    const latencies = new Latencies();
    const served: Promise<void>[] = [];
    await paced(plan, () => served.push(come(plan, latencies)));
    await Promise.all(served);
    return latencies.spread();
  },
});

async function come(target: SubscriberTarget, latencies: Latencies): Promise<void> {
  const cameAt = performance.now();
  await subscribe(target, { text: () => undefined, closed: () => undefined }, false);
  latencies.add(performance.now() - cameAt);
}
