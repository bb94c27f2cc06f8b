import type { Topic } from '@yipii/protocol';
import type { RawMessage } from './decode-batch';

/** A topic as the log holds it. */
export interface StoredTopic {
  /** Without the prefix of Kafka topics. */
  readonly name: string;
  readonly partitions: number;
  /** How many messages are kept of it now. */
  readonly messages: number;
}

/** A message with its place. */
export interface StoredMessage extends RawMessage {
  readonly partition: number;
}

/** What an administrator sees of the log, beside the services that use it. Connects when it is first asked. */
export abstract class LogInspector {
  /** Those that exist of the given ones. */
  abstract topics(topics: readonly Topic<unknown>[]): Promise<readonly StoredTopic[]>;

  /** Creates those that are missing; returns whether the log lets them be created ahead of their first event. */
  abstract create(topics: readonly Topic<unknown>[]): Promise<boolean>;

  /** Visits what the topic holds at the time of the call, a partition in its order; nothing if it does not exist. */
  abstract read(topic: Topic<unknown>, visit: (message: StoredMessage) => void): Promise<void>;

  abstract close(): Promise<void>;
}
