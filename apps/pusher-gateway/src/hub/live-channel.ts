import { serverFrames, type EventKind } from '@yipii/protocol';
import { PositionFanout, type HubContext, type SnapshotReader } from './position-fanout';
import type { Subscriber } from './subscriber';
import { TopicAudience, styledFrames } from './topic-audience';

/**
 * One channel of our own app on this node, as long as it has subscribers. Each kind of events has topics of
 * its own, so a subscriber gets the kinds that its grant names without a look at every event.
 */
export class LiveChannel {
  readonly positions: PositionFanout;
  private readonly alerts: TopicAudience;
  private readonly kindsOf = new Map<Subscriber, readonly EventKind[]>();
  private isListening = false;

  constructor(
    readonly name: string,
    source: SnapshotReader,
    private readonly context: HubContext,
  ) {
    this.positions = new PositionFanout(name, source, context);
    this.alerts = new TopicAudience(`alerts:${name}`, (topic, text) => context.publish(topic, text));
  }

  get subscribers(): number {
    return this.kindsOf.size;
  }

  /** Called once this node receives what is published: confirms the waiting subscriptions. */
  listens(): void {
    this.isListening = true;
    for (const [subscriber, kinds] of this.kindsOf) this.start(subscriber, kinds);
  }

  join(subscriber: Subscriber, kinds: readonly EventKind[]): void {
    this.kindsOf.set(subscriber, kinds);
    if (this.isListening) this.start(subscriber, kinds);
  }

  leave(subscriber: Subscriber): void {
    this.kindsOf.delete(subscriber);
    this.positions.leave(subscriber);
    this.alerts.remove(subscriber);
  }

  /** Sends an event at once to the subscribers that get its kind. */
  send(kind: EventKind, event: string, data: string): void {
    const frames = styledFrames(event, this.name, data);
    if (kind === 'positions') this.positions.send(frames);
    else this.context.delivered(this.alerts.publish(frames));
  }

  private start(subscriber: Subscriber, kinds: readonly EventKind[]): void {
    subscriber.socket.send(serverFrames.subscriptionSucceeded(this.name));
    if (kinds.includes('alerts')) this.alerts.add(subscriber);
    if (kinds.includes('positions')) this.positions.join(subscriber);
  }
}
