import type { AccountScope } from './account-scope';

/** What all kinds of callers have in common. */
interface Access {
  readonly account: { readonly key: string; readonly name: string };
  /** The account and assets that stores show to the caller. */
  readonly scope: AccountScope;
  /** Scopes as listed in the credential. A newer version may have issued scopes that this one does not know. */
  readonly scopes: readonly string[];
  /** When access ends, epoch ms; `NEVER` if it does not. */
  readonly expiresAt: number;
}

/** The latest time that RFC 3339 can express. */
export const NEVER = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What identifies an access token that we issued. */
export interface TokenIds {
  readonly tokenId: string;
  readonly clientId: string;
  /** The client's version when the token was issued. */
  readonly version: number;
}

/** Who is calling, by which kind of credential. */
export type Principal = Access &
  (
    | ({ readonly kind: 'client' } & TokenIds)
    | { readonly kind: 'api_key'; readonly keyId: string; readonly version: number }
    /** An access token of an external issuer that the account trusts through the registration `trustId`. */
    | { readonly kind: 'external'; readonly trustId: string; readonly subject: string }
    /** `sessionId` changes whenever the rights of the session change. */
    | { readonly kind: 'user'; readonly userId: string; readonly sessionId: string }
    /** A viewer of one tracking link. `handle` identifies the session without revealing its token. */
    | { readonly kind: 'tracking_session'; readonly handle: string; readonly linkUuid: string }
  );

/**
 * Returns the credential behind a principal, which stays the same after a renewal: the id of an OAuth2 client, of a
 * key, and so on.
 */
export function credentialOf(principal: Principal): {
  readonly kind: Principal['kind'];
  readonly id: string;
} {
  const { kind } = principal;
  switch (kind) {
    case 'client':
      return { kind, id: principal.clientId };
    case 'api_key':
      return { kind, id: principal.keyId };
    case 'external':
      return { kind, id: `${principal.trustId}:${principal.subject}` };
    case 'user':
      return { kind, id: principal.userId };
    case 'tracking_session':
      return { kind, id: principal.handle };
  }
}

export const PRINCIPAL_KINDS = [
  'client',
  'api_key',
  'external',
  'user',
  'tracking_session',
] as const satisfies readonly Principal['kind'][];

/**
 * Returns the id whose revocation ends everything opened so far with this version of an API key or OAuth client.
 */
export function versionId(id: string, version: number): string {
  return `${id}.${version}`;
}

/**
 * Returns the ids (`<kind>:<id>`) whose revocation ends everything opened with the principal's credential. Viewers
 * can read their own ids, so these reveal nothing about the account.
 */
export function revocableIds(principal: Principal): string[] {
  const account = `account:${principal.scope.accountId}`;
  switch (principal.kind) {
    case 'client':
      return [
        `token:${principal.tokenId}`,
        ...versioned('client', principal.clientId, principal.version),
        account,
      ];
    case 'api_key':
      return [...versioned('key', principal.keyId, principal.version), account];
    case 'external':
      return [`trust:${principal.trustId}`, account];
    case 'user':
      return [`user_session:${principal.sessionId}`, `user:${principal.userId}`, account];
    case 'tracking_session':
      return [`session:${principal.handle}`, `link:${principal.linkUuid}`];
  }
}

function versioned(kind: string, id: string, version: number): string[] {
  return [`${kind}:${id}`, `${kind}:${versionId(id, version)}`];
}
