import { Logger, type RedisClient } from '@yipii/platform';
import { MemoryChannelBroker } from './channel-broker.memory';
import type { BrokerListener, BrokerMessage, Lane } from './channel-broker.ports';

const CHANNEL = 'live';

/**
 * Plain publish and subscribe of Redis. It keeps nothing: what a node misses while it is not connected,
 * it reads from the last positions when it is told so.
 */
export class RedisChannelBroker extends MemoryChannelBroker {
  private readonly log = new Logger('broker');

  constructor(
    private readonly publisher: RedisClient,
    private readonly openSubscriber: () => RedisClient,
  ) {
    super();
  }

  override async publish(_lane: Lane, messages: readonly BrokerMessage[]): Promise<void> {
    if (messages.length > 0) await this.publisher.publish(CHANNEL, JSON.stringify(messages));
  }

  override listen({ received, missed }: BrokerListener): void {
    const subscriber = this.openSubscriber();
    let isSubscribed = false;
    subscriber.on('ready', () => {
      if (isSubscribed) {
        // The client itself has subscribed again by now.
        missed();
        return;
      }
      const read = (text: string): void => (JSON.parse(text) as BrokerMessage[]).forEach(received);
      subscriber.subscribe(CHANNEL, read).then(
        () => (isSubscribed = true),
        (err: unknown) => this.log.warn({ msg: 'could not subscribe, trying again when connected', err }),
      );
    });
  }
}
