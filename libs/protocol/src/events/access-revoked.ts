import { isObject, isString, type Open } from './guards';

/** `session` is one of a tracking link, `user_session` one of a user. */
export type RevokedKind =
  'token' | 'client' | 'user' | 'user_session' | 'key' | 'account' | 'session' | 'link';

/** Access that ended before its time. Grants that rest on what `kind` and `id` name end with it. */
export interface AccessRevoked {
  readonly kind: Open<RevokedKind>;
  readonly id: string;
  readonly reason: string;
}

export function isAccessRevoked(value: unknown): value is AccessRevoked {
  return isObject(value) && isString(value.kind) && isString(value.id) && isString(value.reason);
}
