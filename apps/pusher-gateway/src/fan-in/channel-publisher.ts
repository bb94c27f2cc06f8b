import type { Clock } from '@yipii/platform';
import type { BrokerMessage, ChannelBroker, BrokerStream } from '../broker/channel-broker.ports';
import { RecentMessages } from './recent-messages';

/**
 * Publishes for the fan-in. Repeats the messages of the last 30 s when the broker becomes available again,
 * where it may have lost them before all nodes had them; nodes drop duplicates by `seq` and id.
 */
export class ChannelPublisher {
  private readonly recent: RecentMessages;
  private repeating: Promise<void> = Promise.resolve();

  constructor(
    private readonly broker: Pick<ChannelBroker, 'publish' | 'onReturn' | 'mayLose'>,
    clock: Clock,
  ) {
    this.recent = new RecentMessages(() => clock.now());
    broker.onReturn(() => void this.repeat().catch(() => undefined));
  }

  /** Rejects while the broker is unavailable; safe to retry. */
  async publish(stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> {
    await this.repeating;
    await this.broker.publish(stream, messages);
    if (this.broker.mayLose) this.recent.add(stream, messages);
  }

  /**
   * Publishes the recent messages again; to be called when the broker has lost data and is available again.
   * New messages wait until then. Rejects if the broker becomes unavailable again; then call it again.
   */
  repeat(): Promise<void> {
    const repeated = this.repeating.then(() => this.publishAgain());
    this.repeating = repeated.catch(() => undefined);
    return repeated;
  }

  private async publishAgain(): Promise<void> {
    for (const { stream, messages } of this.recent.all()) await this.broker.publish(stream, messages);
  }
}
