import type { JWTPayload } from 'jose';

/** Media type of RFC 9068. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The algorithms by which this installation signs access tokens. */
export const SIGNING_ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Claims that every access token has. */
export const REQUIRED_CLAIMS: readonly string[] = ['sub', 'exp', 'iat', 'jti', 'account', 'scope'];

/** The content of a verified access token. */
export interface AccessToken {
  readonly tokenId: string;
  readonly clientId: string;
  /** Version of the client when the token was issued; 1 if the token has none. */
  readonly version: number;
  readonly accountKey: string;
  readonly scopes: readonly string[];
  /** The assets that it may see; null: all of the account. */
  readonly assetIds: readonly number[] | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Returns the audience of the access tokens of the installation at this public URL. */
export function accessTokenAudience(publicUrl: string): string {
  return new URL('/api', publicUrl).toString();
}

/**
 * Returns the content of the claims, or null if one has the wrong type: a restriction that cannot be read must not
 * become no restriction.
 */
export function readAccessToken(payload: JWTPayload): AccessToken | null {
  const { sub, jti, exp, account, scope, assets, client_version: version = 1 } = payload;
  if (!isText(sub) || !isText(jti) || !isText(account)) return null;
  if (typeof scope !== 'string' || typeof exp !== 'number') return null;
  if (!isId(version) || !isOptionalList(assets)) return null;
  return {
    tokenId: jti,
    clientId: sub,
    version,
    accountKey: account,
    scopes: scope.split(' ').filter((name) => name !== ''),
    assetIds: assets ?? null,
    expiresAt: exp * 1_000,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isOptionalList(value: unknown): value is readonly number[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every(isId));
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
