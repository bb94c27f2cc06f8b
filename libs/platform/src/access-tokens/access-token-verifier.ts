import { decodeJwt, errors, jwtVerify, type JWTHeaderParameters, type JWTVerifyOptions } from 'jose';
import type { Clock } from '../clock/clock';
import {
  ACCESS_TOKEN_TYPE,
  accessTokenAudience,
  readAccessToken,
  REQUIRED_CLAIMS,
  SIGNING_ALGORITHMS,
  type AccessToken,
} from './access-token';
import type { TokenKeys } from './token-keys';

/** Whose access tokens are accepted, and by which rules. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly keys: TokenKeys;
}

/** This installation as the issuer of its own tokens. */
export function ownIssuer(publicUrl: string, keys: TokenKeys): TrustedIssuer {
  const audience = accessTokenAudience(publicUrl);
  return { issuer: publicUrl, audience, algorithms: SIGNING_ALGORITHMS, keys };
}

/**
 * Verifies access tokens, which are JWTs by RFC 9068. A key is looked up by issuer and `kid` in the configured
 * sets only; `jku`, `x5u` and `jwk` in a token's header are ignored.
 */
export class AccessTokenVerifier {
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;

  constructor(
    issuers: readonly TrustedIssuer[],
    private readonly clock: Clock,
  ) {
    this.issuers = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  }

  /**
   * Returns what the token says, or null if it is malformed, expired or not from a trusted issuer. Whether it
   * was revoked is for the caller to look up.
   * @throws KeysUnavailable
   */
  async verify(token: string): Promise<AccessToken | null> {
    try {
      const issuer = this.issuers.get(decodeJwt(token).iss ?? '');
      if (!issuer) return null;
      const { payload } = await jwtVerify(token, (header) => findKey(issuer, header), this.rulesOf(issuer));
      return readAccessToken(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  private rulesOf({ issuer, audience, algorithms }: TrustedIssuer): JWTVerifyOptions {
    return {
      issuer,
      audience,
      algorithms: [...algorithms],
      typ: ACCESS_TOKEN_TYPE,
      requiredClaims: [...REQUIRED_CLAIMS],
      currentDate: new Date(this.clock.now()),
    };
  }
}

function findKey({ keys }: TrustedIssuer, { kid, alg }: JWTHeaderParameters) {
  if (!kid) throw new errors.JWKSNoMatchingKey();
  return keys({ kid, alg });
}
