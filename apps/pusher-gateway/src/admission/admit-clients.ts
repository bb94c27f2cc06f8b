import type { Clock } from '@yipii/platform';
import { closeReasons, type CloseReason } from '@yipii/protocol';
import type { GatewayLimits } from '../limits/gateway-limits';
import { clientOf, type RequestClient } from '../proxies/client-address';
import type { TrustedProxies } from '../proxies/trusted-proxies';
import type { HttpAnswer, HttpCall, UpgradeRequest } from '../sockets/socket-server.ports';
import { AdmitUpgrade } from './admit-upgrade';
import { tooManyFailures } from './refusal-answer';
import { closeOfPlain, refusalOfPlain, tlsHeaders, type PlainRules } from './require-tls';

const UNAUTHORISED = 401;

export interface AdmissionSettings extends PlainRules {
  /** Whether the bearer token of an upgrade is checked; otherwise it is ignored. */
  readonly checksBearers: boolean;
}

/** Decides who gets a connection or a response, before any app is involved. */
export class AdmitClients {
  private readonly upgrades: AdmitUpgrade;

  constructor(
    private readonly limits: GatewayLimits,
    private readonly proxies: TrustedProxies,
    private readonly settings: AdmissionSettings,
    private readonly clock: Clock,
  ) {
    const { acceptRate, quotas, failures } = limits;
    this.upgrades = new AdmitUpgrade(acceptRate, quotas, failures, proxies, {
      checksBearers: settings.checksBearers,
      now: () => clock.now(),
      random: () => Math.random(),
    });
  }

  /** Returns the answer that refuses an upgrade; null: it may go on. */
  upgrade(request: UpgradeRequest): HttpAnswer | null {
    return this.upgrades.run(request);
  }

  clientOf(request: UpgradeRequest): RequestClient {
    return clientOf(request, this.proxies);
  }

  /** Returns why a connection that was just opened is closed again; null: it is kept. */
  closeOf(client: RequestClient, connections: number): CloseReason | null {
    const plain = closeOfPlain(client, this.settings);
    return plain ?? (this.limits.isFull(connections) ? closeReasons.overCapacity : null);
  }

  /** Answers an HTTP call if it is admitted; an invalid signature counts against its client. */
  async call(call: HttpCall, answer: (call: HttpCall) => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const { settings } = this;
    const client = this.clientOf(call);
    const given = refusalOfPlain(client, settings) ?? this.counted(client, await answer(call));
    return { ...given, headers: { ...given.headers, ...tlsHeaders(client, settings) } };
  }

  private counted(client: RequestClient, answer: HttpAnswer): HttpAnswer {
    if (answer.status !== UNAUTHORISED) return answer;
    const excess = this.limits.failures.failed(client.limitKey, 'signature');
    return excess ? tooManyFailures(excess, this.clock.now()) : answer;
  }
}
