import { isObject, isString } from './guards';

export const REVOKED_KINDS = ['token', 'client', 'user', 'key', 'account', 'session', 'link'] as const;
export type RevokedKind = (typeof REVOKED_KINDS)[number];

/** Access that ended before its time. Grants that rest on `id` end with it. */
export interface AccessRevoked {
  readonly kind: RevokedKind;
  readonly id: string;
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export function isAccessRevoked(value: unknown): value is AccessRevoked {
  return (
    isObject(value) &&
    REVOKED_KINDS.includes(value.kind as RevokedKind) &&
    isString(value.id) &&
    isString(value.reason) &&
    isString(value.at)
  );
}
