import {
  Partitioners,
  type ICustomPartitioner,
  type Message,
  type PartitionMetadata,
  type TopicMessages,
} from 'kafkajs';

/** A message on its way to one partition at one broker. */
export interface RoutedMessage extends Message {
  readonly topic: string;
  leader?: number;
}

/** The leader of a partition is unknown or has changed; nothing was sent. */
export class LeaderMoved extends Error {
  override readonly name = 'LeaderMoved';
}

interface KnownTopic {
  readonly metadata: PartitionMetadata[];
  readonly leaders: ReadonlyMap<number, number>;
}

/**
 * Splits messages so that one kafkajs send goes to one broker. A send that spans brokers and fails at one of
 * them can't be repeated unchanged: what the others took would be sent again with new sequence numbers, and
 * what moved to a broker that has answered would not be sent at all, though the send succeeds.
 */
export class LeaderRouter {
  private readonly known = new Map<string, KnownTopic>();
  private readonly partition = Partitioners.DefaultPartitioner();

  /** Learns leaders from the metadata that a send is about to use, and stops the send if it would span brokers. */
  readonly createPartitioner: ICustomPartitioner = () => (args) => {
    const { topic, partitionMetadata, message } = args;
    const { leaders } = this.learn(topic, partitionMetadata);
    const { partition, leader } = message as RoutedMessage;
    if (partition === undefined || leaders.get(partition) !== leader) throw new LeaderMoved(topic);
    return partition;
  };

  /** Returns the messages of each send. */
  split(messages: readonly RoutedMessage[]): RoutedMessage[][] {
    const sends = new Map<number | undefined, RoutedMessage[]>();
    for (const message of messages) {
      this.route(message);
      const send = sends.get(message.leader);
      if (send) send.push(message);
      else sends.set(message.leader, [message]);
    }
    return [...sends.values()];
  }

  /** Nothing is known about a topic before the first send, which fails and learns. */
  private route(message: RoutedMessage): void {
    const { topic } = message;
    const known = this.known.get(topic);
    if (!known) return;
    message.partition ??= this.partition({ topic, partitionMetadata: known.metadata, message });
    message.leader = known.leaders.get(message.partition);
  }

  private learn(topic: string, metadata: PartitionMetadata[]): KnownTopic {
    const known = this.known.get(topic);
    if (known?.metadata === metadata) return known;
    const leaders = new Map(metadata.map(({ partitionId, leader }) => [partitionId, leader]));
    const learnt = { metadata, leaders };
    this.known.set(topic, learnt);
    return learnt;
  }
}

export function byTopic(messages: readonly RoutedMessage[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const message of messages) {
    const known = topics.get(message.topic);
    if (known) known.push(message);
    else topics.set(message.topic, [message]);
  }
  return [...topics].map(([topic, ofTopic]) => ({ topic, messages: ofTopic }));
}
