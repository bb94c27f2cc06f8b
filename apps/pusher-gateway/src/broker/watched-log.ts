import type { BrokerStream, StreamPosition } from './channel-broker.ports';
import { isLater, resume, type LogEnds } from './live-log';

interface PendingPosition {
  readonly position: StreamPosition;
  readonly run: () => void;
  readonly round: number;
}

/** A log of which this node watches streams: how far it was given, and what waits for a place in it. */
export class WatchedLog {
  private readonly streams = new Map<BrokerStream, number>();
  private waiting: readonly PendingPosition[] = [];
  private given: StreamPosition | null = null;
  private cutAt: StreamPosition | null = null;

  /** Null until it is known where reading starts. */
  get position(): StreamPosition | null {
    return this.given;
  }

  get isWatched(): boolean {
    return this.streams.size > 0;
  }

  wants(stream: BrokerStream): boolean {
    return this.streams.has(stream);
  }

  watch(stream: BrokerStream): void {
    this.streams.set(stream, (this.streams.get(stream) ?? 0) + 1);
  }

  unwatch(stream: BrokerStream): void {
    const others = (this.streams.get(stream) ?? 0) - 1;
    if (others > 0) this.streams.set(stream, others);
    else this.streams.delete(stream);
  }

  startAt(position: StreamPosition): void {
    this.given = position;
  }

  /** `round` is the number of the read that is under way. */
  after(position: StreamPosition, run: () => void, round: number): void {
    if (this.given !== null && !isLater(position, this.given)) run();
    else this.waiting = [...this.waiting, { position, run, round }];
  }

  /** One entry is given, between what waits for a place before it and what waits for its own. */
  pass(id: StreamPosition, give: () => void): void {
    this.run(({ position }) => isLater(id, position));
    give();
    this.given = id;
    this.run(({ position }) => !isLater(position, id));
  }

  /** The log ends here: what waited already when the read was sent waits for an entry that is lost. */
  ended(round: number): void {
    this.run((waiting) => waiting.round < round);
  }

  /** Answers whether something was missed for good that it did not answer before. */
  meets(ends: LogEnds): boolean {
    if (this.given === null) return false;
    const { position, missed } = resume(this.given, ends);
    const isNew = missed && ends.first !== this.cutAt;
    if (missed) this.cutAt = ends.first;
    if (position === this.given) return isNew;
    this.given = position;
    return true;
  }

  private run(isDue: (waiting: PendingPosition) => boolean): void {
    if (this.waiting.length === 0) return;
    const due = this.waiting.filter(isDue);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter((waiting) => !due.includes(waiting));
    for (const { run } of due) run();
  }
}
