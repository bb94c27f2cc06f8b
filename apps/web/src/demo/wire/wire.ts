/** Older ones are forgotten. */
const MOST_KEPT = 500;

/** One line of the log: a call, its answer, a frame, or what happened to a socket. */
export interface WireEntry {
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  readonly kind: 'rest' | 'frame' | 'socket';
  readonly direction: 'out' | 'in';
  /** Event of a frame, method and path of a call, `open` or `close` of a socket. */
  readonly title: string;
  readonly channel: string | null;
  /** HTTP status of an answer, or the code of a close. */
  readonly code: number | null;
  readonly body: unknown;
  /** The step that was played meanwhile. */
  readonly step: string | null;
}

export type WireMatch = (entry: WireEntry) => boolean;

interface Seen {
  readonly kind: WireEntry['kind'];
  readonly direction: WireEntry['direction'];
  readonly title: string;
  readonly channel?: string | null;
  readonly code?: number | null;
  readonly body?: unknown;
}

/** What went over the wire, the newest last. */
export class Wire {
  /** To which new entries belong. */
  step: string | null = null;
  private kept: WireEntry[] = [];
  private count = 0;
  private readonly listeners = new Set<(entry: WireEntry) => void>();

  get entries(): readonly WireEntry[] {
    return this.kept;
  }

  /** Id of the newest entry. */
  get newest(): number {
    return this.count;
  }

  add({ channel = null, code = null, body = null, ...seen }: Seen): void {
    const entry = { ...seen, channel, code, body, id: ++this.count, at: Date.now(), step: this.step };
    this.kept = [...this.kept.slice(1 - MOST_KEPT), entry];
    for (const listener of [...this.listeners]) listener(entry);
  }

  clear(): void {
    this.kept = [];
  }

  /** Calls with each new entry; returns what ends that. */
  listen(listener: (entry: WireEntry) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * Resolves with the first entry after an id that matches, which may be there already.
   * @throws the signal's reason
   */
  next(matches: WireMatch, after: number, signal: AbortSignal): Promise<WireEntry> {
    const known = this.kept.find((entry) => entry.id > after && matches(entry));
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const stop = this.listen((entry) => {
        if (entry.id <= after || !matches(entry)) return;
        stop();
        resolve(entry);
      });
      signal.addEventListener('abort', () => {
        stop();
        reject(signal.reason as Error);
      });
    });
  }
}
