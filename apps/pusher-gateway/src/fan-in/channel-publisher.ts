import type { Clock } from '@yipii/platform';
import type { BrokerMessage, ChannelBroker, BrokerStream } from '../broker/channel-broker.ports';
import { RecentMessages } from './recent-messages';

/**
 * Where fan-in publishes. What went out in the last 30 s can be repeated, for a broker that lost its data
 * before all nodes had it; readers drop what they have by `seq` and id.
 */
export class ChannelPublisher {
  private readonly recent: RecentMessages;
  private repeating: Promise<void> = Promise.resolve();

  constructor(
    private readonly broker: Pick<ChannelBroker, 'publish' | 'onReturn'>,
    clock: Clock,
  ) {
    this.recent = new RecentMessages(() => clock.now());
    broker.onReturn(() => void this.repeat().catch(() => undefined));
  }

  /** Rejects while the broker is away; may be repeated. */
  async publish(stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> {
    await this.repeating;
    await this.broker.publish(stream, messages);
    this.recent.add(stream, messages);
  }

  /**
   * To be called when the broker has lost data and is there again. What is published meanwhile waits for its
   * turn. Rejects if the broker goes away again; then it is to be called again.
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
