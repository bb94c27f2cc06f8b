import type { Health } from '../health/health';
import { Logger } from '../logging/logger';

/** File descriptors that are left to the stores, to files and to the operations port. */
const RESERVE = 256;
/** How long a process is not ready, and says no more, after it has refused a connection. */
const FULL_MS = 10_000;

/**
 * The connections that this process may accept by its limit of open files, shared out equally among what accepts
 * them (trackers, WebSockets, HTTP): none takes the descriptors of the others or of the stores.
 */
export class ConnectionShares {
  private readonly log = new Logger('connections');
  private readonly kinds = new Set<string>();
  private descriptors: number | undefined;

  /** @param limit of open files */
  constructor(
    private readonly health: Health,
    private readonly limit = descriptorLimit,
  ) {}

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

  private fairShare(): number {
    const limit = (this.descriptors ??= this.limit());
    const free = limit - Math.min(RESERVE, Math.floor(limit / 2));
    return Math.max(1, Math.floor(free / this.kinds.size));
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

/** Of this process; Node has raised the soft limit to the hard one. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
