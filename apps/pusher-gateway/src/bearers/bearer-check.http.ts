import { Logger } from '@yipii/platform';
import { CONNECTION_SUBJECT, GATEWAY_PROOF_HEADER, gatewayProof, openGrant } from '@yipii/protocol';
import { BearerCheck, type BearerVerdict } from './bearer-check.ports';

const TIMEOUT_MS = 3_000;
const UNAUTHORISED = 401;

export interface ApiBearerCheckSettings {
  /** URL at which the gateway reaches the API. */
  readonly apiUrl: string;
  readonly appKey: string;
  readonly grantKeys: readonly string[];
  /** Epoch ms. */
  readonly now: () => number;
}

interface KnownRevocations {
  has(id: string): boolean;
}

/**
 * Asks the API about a bearer credential. The API knows every kind of credential, and every revocation for as long
 * as it matters.
 */
export class ApiBearerCheck extends BearerCheck {
  private readonly log = new Logger('bearer');
  private readonly url: string;
  private isAway = false;

  constructor(
    private readonly settings: ApiBearerCheckSettings,
    private readonly revocations: KnownRevocations,
  ) {
    super();
    this.url = new URL('/broadcasting/auth/connection', settings.apiUrl).toString();
  }

  async run(token: string, socketId: string): Promise<BearerVerdict> {
    try {
      const response = await this.ask(token, socketId);
      this.isAway = false;
      if (response.status === UNAUTHORISED) return { kind: 'bad' };
      if (!response.ok) return this.unknown(new Error(`status ${response.status}`));
      const { auth } = (await response.json()) as { readonly auth?: unknown };
      return this.verdict(String(auth), socketId);
    } catch (err) {
      return this.unknown(err);
    }
  }

  private ask(token: string, socketId: string): Promise<Response> {
    const { appKey, grantKeys, now } = this.settings;
    return fetch(this.url, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        // Bad ones are the client's failures, which are counted here, and not this gateway's.
        [GATEWAY_PROOF_HEADER]: gatewayProof(appKey, grantKeys[0] ?? '', socketId, now()),
      },
      body: JSON.stringify({ socket_id: socketId }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  private verdict(auth: string, socketId: string): BearerVerdict {
    const { appKey, grantKeys, now } = this.settings;
    const grant = openGrant(auth, appKey, grantKeys, { socketId, channel: CONNECTION_SUBJECT });
    if (!grant) return this.unknown(new Error('signed with none of GRANT_KEYS'));
    const hasEnded = grant.expiresAt <= now() || grant.ids.some((id) => this.revocations.has(id));
    return hasEnded ? { kind: 'bad' } : { kind: 'good', ids: grant.ids, expiresAt: grant.expiresAt };
  }

  /** Logged once per period in which the API can't answer. */
  private unknown(err: unknown): BearerVerdict {
    if (!this.isAway) {
      this.log.warn({ msg: 'bearer credentials of upgrades can’t be checked: the API gives no answer', err });
    }
    this.isAway = true;
    return { kind: 'unknown' };
  }
}
