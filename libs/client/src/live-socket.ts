import { backoff } from './backoff';
import type { PusherLike } from './pusher.ports';

/** A connection that takes longer will not come. */
const CONNECT_MS = 6_000;

export interface SocketHooks {
  /** Makes the client and subscribes; called once, when first needed. */
  make(socket: LiveSocket): PusherLike;
  /** Whether it may connect again now; asked before every further try. */
  mayConnect(): Promise<boolean>;
  /** It receives events, or does so no longer. */
  changed(isLive: boolean): void;
  /** The server ended it with this code, or refused the subscription with this HTTP status. */
  refused(code: number): void;
}

interface PusherFailure {
  readonly data?: { readonly code?: number };
  readonly error?: { readonly data?: { readonly code?: number } };
}

/**
 * One socket, however often it breaks: pusher-js comes back at once and without asking, here it waits longer each
 * time and asks whether it may.
 */
export class LiveSocket {
  isLive = false;
  private pusher: PusherLike | null = null;
  private isWanted = false;
  /** It connects or is connected. */
  private isTrying = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly hooks: SocketHooks) {}

  open(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.failures = 0;
    this.connect();
  }

  close(): void {
    if (!this.isWanted) return;
    this.isWanted = false;
    this.drop();
  }

  /** Connects anew at once: a socket may be dead without knowing. One that is just connecting is left alone. */
  renew(): void {
    if (this.isTrying && !this.isLive) return;
    this.close();
    this.open();
  }

  /** The subscription stands. */
  succeeded(): void {
    this.failures = 0;
    clearTimeout(this.timer);
    this.setLive(true);
  }

  refused(code: number): void {
    if (!this.isWanted) return;
    this.lost();
    this.hooks.refused(code);
  }

  private connect(): void {
    this.isTrying = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lost(), CONNECT_MS);
    if (this.pusher) this.pusher.connect();
    else this.begin();
  }

  private begin(): void {
    this.pusher = this.hooks.make(this);
    const { connection } = this.pusher;
    connection.bind('error', (failure: PusherFailure) => {
      const code = failure.data?.code ?? failure.error?.data?.code;
      if (code !== undefined) this.refused(code);
    });
    // Where pusher-js would try again by itself.
    connection.bind('connecting_in', () => this.lost());
    connection.bind('state_change', ({ previous, current }: { previous: string; current: string }) => {
      if (previous === 'connected' || current === 'unavailable' || current === 'failed') this.lost();
    });
  }

  private lost(): void {
    if (!this.isTrying) return;
    this.drop();
    // pusher-js goes on with its own next try after it has told of a loss.
    queueMicrotask(() => {
      if (!this.isTrying) this.pusher?.disconnect();
    });
    this.wait();
  }

  private wait(): void {
    this.timer = setTimeout(() => void this.tryAgain(), backoff(this.failures++));
  }

  private async tryAgain(): Promise<void> {
    const timer = this.timer;
    const may = await this.hooks.mayConnect();
    // Closed or opened anew in the meantime.
    if (timer !== this.timer || !this.isWanted) return;
    if (may) this.connect();
    else this.wait();
  }

  private drop(): void {
    this.isTrying = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pusher?.disconnect();
    this.setLive(false);
  }

  private setLive(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.hooks.changed(isLive);
  }
}
