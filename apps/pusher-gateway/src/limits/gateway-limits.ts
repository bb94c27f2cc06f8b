import type { Clock, ConnectionShare, ConnectionShares, RateLimits, SecurityEvents } from '@yipii/platform';
import { AcceptRate } from './accept-rate';
import { ConnectionQuotas } from './connection-quotas';
import { FailedAuthentications } from './failed-authentications';
import { FrameAllowance } from './frame-allowance';
import type { LimitsConfig } from './limits.config';
import type { SharedCounts } from './shared-counts.ports';

/** What limits are counted by. */
export class LimitCounts {
  constructor(
    readonly connections: SharedCounts,
    readonly failures: RateLimits,
  ) {}
}

/** All limits of a node, as configured. */
export class GatewayLimits {
  readonly acceptRate: AcceptRate;
  readonly quotas: ConnectionQuotas;
  readonly failures: FailedAuthentications;
  /** Of connections, by address, account and link. */
  readonly counts: SharedCounts;
  private readonly share: ConnectionShare;

  constructor(
    private readonly config: LimitsConfig,
    { connections, failures }: LimitCounts,
    security: Pick<SecurityEvents, 'tell'>,
    private readonly clock: Clock,
    private readonly shares: ConnectionShares,
  ) {
    this.share = shares.open('WebSocket', config.maxConnections || Infinity);
    const { maxConnectionsPerIp: perAddress, maxConnectionsPerAccount: perAccount } = config;
    this.acceptRate = new AcceptRate(this.now, config.acceptRate);
    this.counts = connections;
    this.quotas = new ConnectionQuotas(connections, { perAddress, perAccount });
    const { failedAuthenticationsPerMinute: perMinute } = config;
    this.failures = new FailedAuthentications(failures, security, { now: this.now, perMinute });
  }

  /** Returns whether this process has as many connections as it may. */
  isFull(connections: number): boolean {
    if (connections < this.share.max) return false;
    this.share.exhausted();
    return true;
  }

  /** Whether this process can take no more connections for now, of whatever kind. */
  get isOutOfFiles(): boolean {
    return this.shares.isScarce;
  }

  /** Returns the allowance of one connection. */
  frames(): FrameAllowance {
    const { maxFramesPerSecond: perSecond, framesBurst: burst } = this.config;
    return new FrameAllowance(this.now, { perSecond, burst });
  }

  /** Returns the allowance of one connection. Client events beyond it are refused, but close no connection. */
  clientEvents(): FrameAllowance {
    const { maxClientEventsPerSecond: perSecond } = this.config;
    return new FrameAllowance(this.now, { perSecond, burst: perSecond }, Infinity);
  }

  private readonly now = (): number => this.clock.now();
}
