import {
  ChannelBroker,
  type BrokerListener,
  type BrokerMessage,
  type Lane,
  type LanePosition,
} from './channel-broker.ports';

/** For a single process: everything arrives at once. */
export class MemoryChannelBroker extends ChannelBroker {
  private readonly listeners: BrokerListener[] = [];

  publish(_lane: Lane, messages: readonly BrokerMessage[]): Promise<void> {
    for (const { received } of this.listeners) for (const message of messages) received(message);
    return Promise.resolve();
  }

  listen(listener: BrokerListener): void {
    this.listeners.push(listener);
  }

  watch(): Promise<void> {
    return Promise.resolve();
  }

  unwatch(): void {
    // Nothing was done to listen.
  }

  after(_lane: Lane, _position: LanePosition, run: () => void): void {
    run();
  }
}
