import type { AccountScope } from './account-scope';

/** What every kind of caller has. */
interface Access {
  readonly account: { readonly key: string; readonly name: string };
  /** What the stores show it. */
  readonly scope: AccountScope;
  /** As its credential says: a newer version may have issued scopes that this one does not know. */
  readonly scopes: readonly string[];
  /** Epoch ms at which its access ends; `NEVER` if no end is set. */
  readonly expiresAt: number;
}

/** The last millisecond that RFC 3339 can write. */
export const NEVER = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What an access token of ours rests on. */
export interface TokenIds {
  readonly tokenId: string;
  readonly clientId: string;
  /** Of the client, when the token was issued. */
  readonly version: number;
}

/** Who is calling, by which kind of credential. */
export type Principal = Access &
  (
    | ({ readonly kind: 'client' } & TokenIds)
    | { readonly kind: 'api_key'; readonly keyId: string; readonly version: number }
    /** By an access token of an external issuer, which is trusted for this account by the registered pair `trustId`. */
    | { readonly kind: 'external'; readonly trustId: string; readonly subject: string }
    /** `sessionId` changes when the rights of the session do. */
    | { readonly kind: 'user'; readonly userId: string; readonly sessionId: string }
    /** A viewer of one link. `handle` stands for the session's token. */
    | { readonly kind: 'tracking_session'; readonly handle: string; readonly linkUuid: string }
  );

/** Returns the credential that stands behind a principal, also after it was renewed: an OAuth2 client's id, a key's, … */
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

/** The id whose revocation ends what an API key or an OAuth client of this version has opened so far. */
export function versionId(id: string, version: number): string {
  return `${id}.${version}`;
}

/**
 * Returns the ids whose revocation ends everything that rests on the principal's credential, as
 * `<kind>:<id>`. Viewers can read theirs, so they hold nothing about the account.
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
