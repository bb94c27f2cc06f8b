import { statSync } from 'node:fs';
import type { Health } from '../health/health';
import { Logger } from '../logging/logger';

/** File descriptors that are left to the stores, to files and to the operations port. */
const RESERVE = 256;
/** How long a process is not ready, and says no more, after it has refused a connection. */
const FULL_MS = 10_000;

/** The open files of this process. */
export interface OpenFiles {
  /** How many there may be. */
  limit(): number;
  /** How many there are; 0 where the system does not tell. */
  count(): number;
}

/**
 * The connections that this process may accept by its limit of open files, shared out equally among what accepts
 * them (trackers, WebSockets, HTTP): none takes the descriptors of the others or of the stores.
 */
export class ConnectionShares {
  private readonly log = new Logger('connections');
  private readonly kinds = new Set<string>();
  private knownLimit: number | undefined;

  constructor(
    private readonly health: Health,
    private readonly files: OpenFiles = ownFiles,
  ) {
    health.register('open files', () => (this.isScarce ? 'almost all that are allowed are in use' : null));
  }

  /** Whether half of the reserve is in use. Who can't count its connections accepts none meanwhile. */
  get isScarce(): boolean {
    return this.files.count() > this.limit - this.reserve / 2;
  }

  /** @param ceiling the configured maximum */
  open(kind: string, ceiling = Infinity): ConnectionShare {
    this.kinds.add(kind);
    const share = new ConnectionShare(
      () => Math.min(ceiling, this.fairShare()),
      () => this.log.warn({ msg: 'too many connections, refusing new ones', kind, max: share.max }),
    );
    this.health.register(`${kind} connections`, () => (share.isFull ? `all ${share.max} are in use` : null));
    return share;
  }

  private get limit(): number {
    return (this.knownLimit ??= this.files.limit());
  }

  private get reserve(): number {
    return Math.min(RESERVE, Math.floor(this.limit / 2));
  }

  private fairShare(): number {
    return Math.max(1, Math.floor((this.limit - this.reserve) / this.kinds.size));
  }
}

/** What one kind of connections may take. */
export class ConnectionShare {
  private fullUntil = 0;

  constructor(
    private readonly limit: () => number,
    private readonly report: () => void,
  ) {}

  /** How many connections there may be at once; final when all kinds are open. */
  get max(): number {
    return this.limit();
  }

  get isFull(): boolean {
    return Date.now() < this.fullUntil;
  }

  /** A connection was refused for lack of room. */
  exhausted(): void {
    if (!this.isFull) this.report();
    this.fullUntil = Date.now() + FULL_MS;
  }
}

const ownFiles: OpenFiles = {
  /** Node has raised the soft limit to the hard one. */
  limit: () => {
    const { userLimits } = process.report.getReport() as {
      readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
    };
    const soft = userLimits?.open_files?.soft;
    return typeof soft === 'number' ? soft : Infinity;
  },
  /** Linux says it from 6.2 on; to count the entries of the folder would take too long where there are many. */
  count: () => statSync('/proc/self/fd', { throwIfNoEntry: false })?.size ?? 0,
};
