/** The `Authorization` of an upgrade. */
export type UpgradeBearer =
  | { readonly kind: 'none' }
  /** To be checked by {@link BearerCheck} once the connection is open. */
  | { readonly kind: 'token'; readonly token: string }
  /** A credential that only the API can check, e.g. a key: it is checked at channel auth. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'malformed' };

const BEARER = /^bearer(?: +|$)/i;
/** RFC 6750 §2.1. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** API keys and tracking sessions. */
const OPAQUE = /^(yak|yts)_/;

/** Ignores schemes other than Bearer: a proxy in front may use them. */
export function readBearer(authorization: string): UpgradeBearer {
  if (!BEARER.test(authorization)) return { kind: 'none' };
  const token = authorization.replace(BEARER, '').trim();
  if (JWS.test(token)) return { kind: 'token', token };
  return OPAQUE.test(token) && TOKEN.test(token) ? { kind: 'opaque' } : { kind: 'malformed' };
}
