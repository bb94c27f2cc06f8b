import type { BrokerStream, StreamPosition } from './channel-broker.ports';
import { isLater, resume, type LogEnds } from './live-log';

interface PendingPosition {
  readonly position: StreamPosition;
  readonly run: () => void;
  readonly round: number;
}

/** A log that this node reads: how far it was delivered, and what waits for a position in it. */
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

  /** @param round the number of the current read */
  after(position: StreamPosition, run: () => void, round: number): void {
    if (this.given !== null && !isLater(position, this.given)) run();
    else this.waiting = [...this.waiting, { position, run, round }];
  }

  /** Delivers one entry: after what waits for an earlier position, and before what waits for its own. */
  pass(id: StreamPosition, give: () => void): void {
    this.run(({ position }) => isLater(id, position));
    give();
    this.given = id;
    this.run(({ position }) => !isLater(position, id));
  }

  /** The log ends here: whatever was waiting when the read was sent waits for a lost entry, and runs now. */
  ended(round: number): void {
    this.run((waiting) => waiting.round < round);
  }

  /** Returns whether messages were lost that it has not reported before. */
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
