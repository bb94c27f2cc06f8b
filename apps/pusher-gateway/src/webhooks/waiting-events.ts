import type { WebhookEvent } from '../apps/webhook-events';

/** An event, serialized for request bodies. */
export interface PreparedEvent {
  readonly name: WebhookEvent['name'];
  readonly json: string;
  /** Length of `json` in UTF-8. */
  readonly bytes: number;
  /** When it was queued, epoch ms. */
  readonly at: number;
}

/** Limits of a set of events. */
export interface EventBounds {
  readonly maxEvents: number;
  /** Size of their JSON including commas. */
  readonly maxBytes: number;
}

/** A bounded queue of the events of one endpoint. */
export class WaitingEvents {
  private readonly events: PreparedEvent[] = [];
  private bytes = 0;

  constructor(private readonly bounds: EventBounds) {}

  /** When the oldest event was queued, epoch ms; null if the queue is empty. */
  get oldestAt(): number | null {
    return this.events[0]?.at ?? null;
  }

  /** Returns the oldest events, which were removed to make room. */
  add(event: PreparedEvent): PreparedEvent[] {
    this.events.push(event);
    this.bytes += sizeOf(event);
    return this.takeWhile(() => !this.isWithin(this.bounds));
  }

  /** Returns whether there is enough for a full request. */
  fill({ maxEvents, maxBytes }: EventBounds): boolean {
    return this.events.length >= maxEvents || this.bytes >= maxBytes;
  }

  /** Removes and returns the oldest events within the bounds; at least one unless the queue is empty. */
  take({ maxEvents, maxBytes }: EventBounds): PreparedEvent[] {
    let bytes = 0;
    return this.takeWhile((event, count) => {
      bytes += sizeOf(event);
      return count === 0 || (count < maxEvents && bytes <= maxBytes);
    });
  }

  takeOlderThan(time: number): PreparedEvent[] {
    return this.takeWhile(({ at }) => at < time);
  }

  takeAll(): PreparedEvent[] {
    return this.takeWhile(() => true);
  }

  private isWithin({ maxEvents, maxBytes }: EventBounds): boolean {
    return this.events.length <= maxEvents && this.bytes <= maxBytes;
  }

  private takeWhile(isTaken: (event: PreparedEvent, count: number) => boolean): PreparedEvent[] {
    const taken: PreparedEvent[] = [];
    for (let next = this.events[0]; next && isTaken(next, taken.length); next = this.events[0]) {
      this.events.shift();
      this.bytes -= sizeOf(next);
      taken.push(next);
    }
    return taken;
  }
}

function sizeOf({ bytes }: PreparedEvent): number {
  return bytes + 1;
}
