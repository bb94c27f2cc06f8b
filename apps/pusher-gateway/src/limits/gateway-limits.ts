import type { Clock } from '@yipii/platform';
import type { CloseReason } from '@yipii/protocol';
import type { HttpAnswer, UpgradeRequest } from '../sockets/socket-server.ports';
import { AcceptRate } from './accept-rate';
import { AdmitUpgrade } from '../admission/admit-upgrade';
import { clientOf, type RemoteClient } from '../proxies/client-address';
import type { SharedCounts } from './shared-counts.ports';
import { ConnectionQuotas } from './connection-quotas';
import { FailedAuthentications } from './failed-authentications';
import { FrameAllowance } from './frame-allowance';
import type { LimitsConfig } from './limits.config';
import { closeOfFullNode } from './node-capacity';
import { tlsSettingsOf, type TlsSettings } from '../tls/tls-settings';
import { tooManyFailures } from '../admission/refusal-answer';
import { closeOfPlain, refusalOfPlain, tlsHeaders } from '../admission/require-tls';
import { TrustedProxies } from '../proxies/trusted-proxies';

const UNAUTHORISED = 401;

/** All limits of a node, as its configuration has them. */
export class GatewayLimits {
  readonly places: ConnectionQuotas;
  readonly failures: FailedAuthentications;
  readonly sharesPort: boolean;
  /** Undefined where TLS ends in front of the gateway. */
  readonly tls: TlsSettings | undefined;
  private readonly trusted: TrustedProxies;
  private readonly upgrades: AdmitUpgrade;

  /** @throws StartRefused where a trusted proxy is no address, or TLS files are incomplete */
  constructor(
    private readonly config: LimitsConfig,
    trustedProxies: readonly string[] | undefined,
    readonly counts: SharedCounts,
    private readonly clock: Clock,
  ) {
    this.sharesPort = config.sharePort;
    this.tls = tlsSettingsOf(config) ?? undefined;
    this.trusted = TrustedProxies.parse(trustedProxies);
    const { maxConnectionsPerIp: perAddress, maxConnectionsPerAccount: perAccount } = config;
    this.places = new ConnectionQuotas(counts, { perAddress, perAccount });
    this.failures = new FailedAuthentications(counts, this.now, config.failedAuthenticationsPerMinute);
    const rate = new AcceptRate(this.now, config.acceptRate);
    this.upgrades = new AdmitUpgrade(rate, this.places, this.failures, this.trusted, {
      checksBearers: config.jwksUrl !== undefined,
      now: this.now,
      random: () => Math.random(),
    });
  }

  /** The answer of an upgrade that is refused; null: it may go on. */
  admit(request: UpgradeRequest): HttpAnswer | null {
    return this.upgrades.run(request);
  }

  clientOf(request: UpgradeRequest): RemoteClient {
    return clientOf(request, this.trusted);
  }

  /** Why a connection that was just opened is closed again; null: it stays. */
  closeOf(client: RemoteClient, connections: number): CloseReason | null {
    const { requireTls, maxConnections } = this.config;
    return closeOfPlain(client, requireTls) ?? closeOfFullNode(connections, maxConnections);
  }

  /** The answer of an HTTP call that is refused; null: it may go on. */
  refuseCall(client: RemoteClient): HttpAnswer | null {
    return refusalOfPlain(client, this.config.requireTls);
  }

  /** An answer to a call; one that says that its signature does not hold counts, and they may be too many. */
  counted(client: RemoteClient, answer: HttpAnswer): HttpAnswer {
    if (answer.status !== UNAUTHORISED) return answer;
    const excess = this.failures.failed(client.limitKey);
    return excess ? tooManyFailures(excess, this.now()) : answer;
  }

  headersFor(client: RemoteClient): Readonly<Record<string, string>> {
    return tlsHeaders(client, this.config.requireTls);
  }

  frames(): FrameAllowance {
    const { maxFramesPerSecond: perSecond, framesBurst: burst } = this.config;
    return new FrameAllowance(this.now, { perSecond, burst });
  }

  /** Client events over it are refused; nobody is closed for them. */
  clientEvents(): FrameAllowance {
    const { maxClientEventsPerSecond: perSecond } = this.config;
    return new FrameAllowance(this.now, { perSecond, burst: perSecond }, Infinity);
  }

  private readonly now = (): number => this.clock.now();
}
