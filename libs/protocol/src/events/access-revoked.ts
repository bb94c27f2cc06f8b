import { isObject, isOptional, isString, type Open } from './guards';

/** `session` is a viewer's, `user_session` a signed-in user's, `trust` that in an external issuer. */
export type RevokedKind =
  'token' | 'client' | 'user' | 'user_session' | 'key' | 'trust' | 'account' | 'session' | 'link';

/** Access that ended before its time. Grants that rest on what `kind` and `id` name end with it. */
export interface AccessRevoked {
  readonly kind: Open<RevokedKind>;
  /** Of a client or key: all of it, or with `.<version>` what a version of it has opened. */
  readonly id: string;
  readonly reason: string;
  /** When it would have ended anyway (RFC 3339), so that the revocation need not be kept longer. */
  readonly expiresAt?: string;
}

export function isAccessRevoked(value: unknown): value is AccessRevoked {
  return (
    isObject(value) &&
    isString(value.kind) &&
    isString(value.id) &&
    isString(value.reason) &&
    isOptional(value.expiresAt, isString)
  );
}
