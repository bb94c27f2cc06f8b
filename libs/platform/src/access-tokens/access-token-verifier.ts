import {
  decodeJwt,
  errors,
  jwtVerify,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
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
import { VerifiedTokens } from './verified-tokens';

/** An issuer whose access tokens are accepted, with its rules. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Accepted values of the header's `typ`, in lower case. */
  readonly types: readonly string[];
  readonly requiredClaims: readonly string[];
  readonly keys: TokenKeys;
}

/** This installation as the issuer of its own tokens. */
export function ownIssuer(issuer: string, keys: TokenKeys): TrustedIssuer {
  return {
    ...{ issuer, audience: accessTokenAudience(issuer), algorithms: SIGNING_ALGORITHMS, keys },
    ...{ types: [ACCESS_TOKEN_TYPE], requiredClaims: REQUIRED_CLAIMS },
  };
}

/**
 * Verifies access tokens, which are JWTs by RFC 9068. A key is looked up by issuer and `kid` in the configured
 * sets only; `jku`, `x5u` and `jwk` in a token's header are ignored.
 */
export class AccessTokenVerifier {
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  private readonly verified = new VerifiedTokens();

  constructor(
    issuers: readonly TrustedIssuer[],
    private readonly clock: Clock,
  ) {
    this.issuers = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  }

  /**
   * Returns the token's content, or null if it is malformed, expired or from an untrusted issuer. The caller must
   * check whether it was revoked.
   * @throws KeysUnavailable
   */
  async verify(token: string): Promise<AccessToken | null> {
    const claims = await this.claims(token);
    return claims && readAccessToken(claims);
  }

  /**
   * As {@link verify}, but returns the claims as they are.
   * @throws KeysUnavailable
   */
  async claims(token: string): Promise<JWTPayload | null> {
    try {
      const now = Math.floor(this.clock.now() / 1_000);
      return (await this.verified.claims(token, now)) ?? (await this.verifyAnew(token));
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  /** Returns whether a token names one of the issuers. Its signature is not checked. */
  isOfIssuer(token: string): boolean {
    try {
      return this.issuerOf(token) !== undefined;
    } catch {
      return false;
    }
  }

  private async verifyAnew(token: string): Promise<JWTPayload | null> {
    const issuer = this.issuerOf(token);
    if (!issuer) return null;
    const { payload, protectedHeader, key } = await jwtVerify(
      token,
      (header) => findKey(issuer, header),
      this.rulesOf(issuer),
    );
    if (!issuer.types.includes(mediaTypeOf(protectedHeader.typ))) return null;
    this.verified.remember(token, { payload, key, findKey: () => findKey(issuer, protectedHeader) });
    return payload;
  }

  private issuerOf(token: string): TrustedIssuer | undefined {
    return this.issuers.get(decodeJwt(token).iss ?? '');
  }

  private rulesOf({ issuer, audience, algorithms, requiredClaims }: TrustedIssuer): JWTVerifyOptions {
    return {
      issuer,
      audience,
      algorithms: [...algorithms],
      requiredClaims: [...requiredClaims],
      currentDate: new Date(this.clock.now()),
    };
  }
}

/** RFC 7515 §4.1.9: `application/` may be left out. */
function mediaTypeOf(typ: string | undefined): string {
  return (typ ?? '').toLowerCase().replace(/^application\//, '');
}

function findKey({ keys }: TrustedIssuer, { kid, alg }: JWTHeaderParameters) {
  if (!kid) throw new errors.JWKSNoMatchingKey();
  return keys({ kid, alg });
}
