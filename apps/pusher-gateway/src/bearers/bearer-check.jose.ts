import { Logger } from '@yipii/platform';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { BearerCheck, type BearerVerdict } from './bearer-check.ports';

export interface JwksBearerCheckSettings {
  /** Of the API's public keys; they are fetched when first needed, and again for an unknown key or after 10 min. */
  readonly jwksUrl: string;
  /** The issuer. */
  readonly publicUrl: string;
  /** Epoch ms. */
  readonly now: () => number;
}

interface KnownRevocations {
  has(id: string): boolean;
}

/** Errors of jose that tell of the key set, not of the token. */
const KEYS_AWAY = [errors.JWKSTimeout, errors.JWKSInvalid];
const FETCH_TIMEOUT_MS = 3_000;

/**
 * Access tokens by the public keys of the API: JWTs by RFC 9068, under the rules by which the API itself
 * verifies them. What a token's header says of keys (`jku`, `x5u`, `jwk`) is ignored.
 */
export class JwksBearerCheck extends BearerCheck {
  private readonly log = new Logger('bearer');
  private readonly keys: JWTVerifyGetKey;
  private isAway = false;

  constructor(
    private readonly settings: JwksBearerCheckSettings,
    private readonly revocations: KnownRevocations,
  ) {
    super();
    const keys = createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: FETCH_TIMEOUT_MS });
    this.keys = (header, token) => {
      if (!header.kid) throw new errors.JWKSNoMatchingKey();
      return keys(header, token);
    };
  }

  async run(token: string): Promise<BearerVerdict> {
    try {
      const { payload } = await jwtVerify(token, this.keys, this.rules);
      const ids = [`token:${payload.jti ?? ''}`, `client:${payload.sub ?? ''}`];
      this.isAway = false;
      if (ids.some((id) => this.revocations.has(id))) return { kind: 'bad' };
      return { kind: 'good', ids, expiresAt: (payload.exp ?? 0) * 1_000 };
    } catch (err) {
      if (isOfToken(err)) return { kind: 'bad' };
      this.report(err);
      return { kind: 'unknown' };
    }
  }

  /** Once, until a token could be checked again. */
  private report(err: unknown): void {
    if (!this.isAway) this.log.warn({ msg: 'bearer tokens of upgrades can not be checked', err });
    this.isAway = true;
  }

  private get rules(): JWTVerifyOptions {
    const { publicUrl, now } = this.settings;
    return {
      algorithms: ['EdDSA', 'ES256'],
      typ: 'at+jwt',
      issuer: publicUrl,
      audience: new URL('/api', publicUrl).toString(),
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'account', 'scope'],
      currentDate: new Date(now()),
    };
  }
}

/** Anything but jose's own word about the token, e.g. a refused connection, says nothing about it. */
function isOfToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  // The base class stands for an answer of the key set that is not 200 or no JSON.
  return error.constructor !== errors.JOSEError && !KEYS_AWAY.some((type) => error instanceof type);
}
