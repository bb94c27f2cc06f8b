import ConsumerGroup, { type FetchedBatch } from 'kafkajs/src/consumer/consumerGroup';

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the group as `this`
const { fetch } = ConsumerGroup.prototype;
let isDone = false;

/**
 * kafkajs 2.2.4 hands a batch of every partition that was asked for to its workers, with a heartbeat for each, though
 * a trickle brings messages of one or two. Those without any are left out; a fetch that brought none at all still has
 * its heartbeat. What was filtered by kafkajs (aborted or control records) must be resolved there.
 */
export function skipEmptyBatches(): void {
  if (isDone) return;
  isDone = true;
  Object.assign(ConsumerGroup.prototype, {
    async fetch(this: ConsumerGroup, nodeId: number): Promise<FetchedBatch[]> {
      const batches = await fetch.call(this, nodeId);
      return batches.filter(({ rawMessages }) => rawMessages.length > 0);
    },
  });
}
