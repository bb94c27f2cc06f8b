/** Internal to kafkajs 2.2.4: what a consumer fetches by. */
declare module 'kafkajs/src/consumer/consumerGroup' {
  namespace ConsumerGroup {
    interface FetchedBatch {
      /** As they came, before kafkajs filters them. */
      readonly rawMessages: readonly unknown[];
    }
  }

  class ConsumerGroup {
    /** What the node had of the partitions that are not paused, a batch for each of them. */
    fetch(nodeId: number): Promise<ConsumerGroup.FetchedBatch[]>;
  }
  export = ConsumerGroup;
}
