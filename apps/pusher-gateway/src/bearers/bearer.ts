/** The `Authorization` of an upgrade. */
export type UpgradeBearer =
  | { readonly kind: 'none' }
  /** To be checked by {@link BearerCheck} once the connection is open. */
  | { readonly kind: 'token'; readonly token: string }
  /** The session of a viewer: it is checked when it subscribes. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'malformed' };

const BEARER = /^bearer(?: +|$)/i;
/** RFC 6750 §2.1. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const JWS_OR_KEY = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$|^yak_[A-Za-z0-9_-]+$/;
/** Tracking sessions. */
const OPAQUE = /^yts_/;

/** Ignores schemes other than Bearer: a proxy in front may use them. */
export function readBearer(authorization: string): UpgradeBearer {
  if (!BEARER.test(authorization)) return { kind: 'none' };
  const token = authorization.replace(BEARER, '').trim();
  if (JWS_OR_KEY.test(token)) return { kind: 'token', token };
  return OPAQUE.test(token) && TOKEN.test(token) ? { kind: 'opaque' } : { kind: 'malformed' };
}
