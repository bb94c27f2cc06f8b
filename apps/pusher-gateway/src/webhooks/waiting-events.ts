import type { WebhookEvent } from '../apps/webhook-events';

/** An event as it goes into bodies. */
export interface PreparedEvent {
  readonly name: WebhookEvent['name'];
  readonly json: string;
  /** Length of `json` in UTF-8. */
  readonly bytes: number;
  /** When it was told, epoch ms. */
  readonly at: number;
}

/** Bounds of a number of events. */
export interface EventBounds {
  readonly maxEvents: number;
  /** Of their JSON with its commas. */
  readonly maxBytes: number;
}

/** Events of one endpoint in the order in which they were told, within bounds. */
export class WaitingEvents {
  private readonly events: PreparedEvent[] = [];
  private bytes = 0;

  constructor(private readonly bounds: EventBounds) {}

  /** When the oldest was told, epoch ms; null if nothing waits. */
  get oldestAt(): number | null {
    return this.events[0]?.at ?? null;
  }

  /** Answers the oldest events, which had to make room. */
  add(event: PreparedEvent): PreparedEvent[] {
    this.events.push(event);
    this.bytes += sizeOf(event);
    return this.takeWhile(() => !this.isWithin(this.bounds));
  }

  /** Whether they are enough for a request of these bounds. */
  fill({ maxEvents, maxBytes }: EventBounds): boolean {
    return this.events.length >= maxEvents || this.bytes >= maxBytes;
  }

  /** The oldest events within the bounds, and one in any case if there is one. */
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
