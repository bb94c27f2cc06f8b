import { ChannelBroker, type BrokerListener, type FleetMessage } from './channel-broker.ports';

/** For a single process. */
export class MemoryChannelBroker extends ChannelBroker {
  private readonly listeners: BrokerListener[] = [];

  publish(messages: readonly FleetMessage[]): Promise<void> {
    for (const listener of this.listeners) listener.received(messages);
    return Promise.resolve();
  }

  listen(listener: BrokerListener): void {
    this.listeners.push(listener);
  }
}
