import { tokenGrantIds } from '@yipii/domain';
import { AccessTokenVerifier, Logger, ownIssuer, remoteKeys, type Clock } from '@yipii/platform';
import { BearerCheck, type BearerVerdict } from './bearer-check.ports';

export interface JwksBearerCheckSettings {
  /** Where the API publishes its public keys. */
  readonly jwksUrl: string;
  /** The issuer. */
  readonly publicUrl: string;
  /** Epoch ms. */
  readonly now: () => number;
}

interface KnownRevocations {
  has(id: string): boolean;
}

/** Checks access tokens by the public keys of the API, under the same rules as the API itself. */
export class JwksBearerCheck extends BearerCheck {
  private readonly log = new Logger('bearer');
  private readonly tokens: AccessTokenVerifier;
  private isAway = false;

  constructor(
    { jwksUrl, publicUrl, now }: JwksBearerCheckSettings,
    private readonly revocations: KnownRevocations,
  ) {
    super();
    const clock: Clock = { now };
    this.tokens = new AccessTokenVerifier([ownIssuer(publicUrl, remoteKeys(jwksUrl))], clock);
  }

  async run(token: string): Promise<BearerVerdict> {
    try {
      const claims = await this.tokens.verify(token);
      this.isAway = false;
      if (!claims) return { kind: 'bad' };
      const ids = tokenGrantIds(claims);
      if (ids.some((id) => this.revocations.has(id))) return { kind: 'bad' };
      return { kind: 'good', ids, expiresAt: claims.expiresAt };
    } catch (err) {
      this.report(err);
      return { kind: 'unknown' };
    }
  }

  /** Once for each time that the keys can't be read. */
  private report(err: unknown): void {
    if (this.isAway) return;
    this.isAway = true;
    this.log.warn({ msg: 'bearer tokens of upgrades can’t be verified: the API’s keys can’t be read', err });
  }
}
