import ConsumerGroup, { type FetchedBatch } from 'kafkajs/src/consumer/consumerGroup';

describe('a fetch of kafkajs', () => {
  it('brings no batch of a partition without messages', async () => {
    const aBatch = (partition: number, ...rawMessages: string[]) => ({ partition, rawMessages });
    const batches: FetchedBatch[] = [aBatch(0), aBatch(1, 'a'), aBatch(2), aBatch(3, 'b', 'c')];
    ConsumerGroup.prototype.fetch = () => Promise.resolve(batches);
    const { skipEmptyBatches } = await import('./skip-empty-batches');
    skipEmptyBatches();
    const fetched = await ConsumerGroup.prototype.fetch(0);
    expect(fetched).toEqual([batches[1], batches[3]]);
  });
});
