import {
  ChannelBroker,
  type BrokerListener,
  type BrokerMessage,
  type BrokerStream,
  type StreamPosition,
} from './channel-broker.ports';

interface PendingRun {
  readonly position: number;
  readonly run: () => void;
}

/** For a single process, or for several nodes in one process: messages arrive immediately. */
export class MemoryChannelBroker extends ChannelBroker {
  readonly mayLose = false;
  private readonly listeners: BrokerListener[] = [];
  private readonly queue: BrokerMessage[] = [];
  private waiting: readonly PendingRun[] = [];
  private given = 0;
  private isPaused = false;
  private isGiving = false;

  publish(_lane: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> {
    this.queue.push(...messages);
    this.give();
    return Promise.resolve();
  }

  listen(listener: BrokerListener): void {
    this.listeners.push(listener);
  }

  onReturn(): void {
    // It is always available.
  }

  watch(): Promise<void> {
    return Promise.resolve();
  }

  unwatch(): void {
    // `watch` did nothing either.
  }

  after(_lane: BrokerStream, position: StreamPosition, run: () => void): void {
    if (Number(position) <= this.given) run();
    else this.waiting = [...this.waiting, { position: Number(position), run }];
  }

  /**
   * Returns the position behind everything published so far. Messages published later in this turn of the
   * event loop are delivered at its end, so that the caller can still call `after`.
   */
  place(): StreamPosition {
    if (!this.isPaused) setImmediate(() => this.resume());
    this.isPaused = true;
    return String(this.given + this.queue.length);
  }

  private resume(): void {
    this.isPaused = false;
    this.give();
  }

  /** Messages that listeners publish meanwhile come afterwards, so that all listeners get the same order. */
  private give(): void {
    if (this.isGiving) return;
    this.isGiving = true;
    try {
      while (!this.isPaused && this.queue.length > 0) this.giveNext();
    } finally {
      this.isGiving = false;
    }
  }

  private giveNext(): void {
    const message = this.queue.shift();
    this.given += 1;
    if (message) for (const { received } of this.listeners) received(message);
    const due = this.waiting.filter(({ position }) => position <= this.given);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ position }) => position > this.given);
    for (const { run } of due) run();
  }
}
