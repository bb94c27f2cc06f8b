import type { Clock } from '@yipii/platform';
import { AcceptRate } from './accept-rate';
import { ConnectionQuotas } from './connection-quotas';
import { FailedAuthentications } from './failed-authentications';
import { FrameAllowance } from './frame-allowance';
import type { LimitsConfig } from './limits.config';
import type { SharedCounts } from './shared-counts.ports';

/** All limits of a node, as configured. */
export class GatewayLimits {
  readonly acceptRate: AcceptRate;
  readonly quotas: ConnectionQuotas;
  readonly failures: FailedAuthentications;

  constructor(
    private readonly config: LimitsConfig,
    readonly counts: SharedCounts,
    private readonly clock: Clock,
  ) {
    const { maxConnectionsPerIp: perAddress, maxConnectionsPerAccount: perAccount } = config;
    this.acceptRate = new AcceptRate(this.now, config.acceptRate);
    this.quotas = new ConnectionQuotas(counts, { perAddress, perAccount });
    this.failures = new FailedAuthentications(counts, this.now, config.failedAuthenticationsPerMinute);
  }

  /** Whether this process has as many connections as it may. */
  isFull(connections: number): boolean {
    const { maxConnections } = this.config;
    return maxConnections > 0 && connections >= maxConnections;
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
