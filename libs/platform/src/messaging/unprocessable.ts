import type { ConsumedEvent } from './messaging.ports';

/**
 * Thrown by a handler for a message that can never be processed, however often it is tried, e.g. one that
 * contradicts itself. The message goes to the dead-letter topic and the rest of its batch is handled again
 * without it. (Where every replica reads the topic it is only logged and skipped; the topic still has it.) Any
 * other error means "try again later".
 */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable';
  readonly code = 'UNPROCESSABLE';
  /** Offset of the message in the partition of the batch. */
  readonly offset: number;

  /**
   * @param message the faulty message of the batch
   * @param reason constant text for the dead letter and the log, without values of the message
   */
  constructor(
    message: Pick<ConsumedEvent<unknown>, 'offset'>,
    reason: string,
    options?: { cause?: unknown },
  ) {
    super(reason, options);
    this.offset = message.offset;
  }
}
