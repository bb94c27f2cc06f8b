import type { AccountScope } from './account-scope';

/** What every kind of caller has. */
interface Access {
  readonly account: { readonly key: string; readonly name: string };
  /** What the stores show it. */
  readonly scope: AccountScope;
  /** As its credential says: a newer version may have issued scopes that this one does not know. */
  readonly scopes: readonly string[];
  /** Epoch ms at which its access ends. */
  readonly expiresAt: number;
}

/** Who is calling, by which kind of credential. */
export type Principal = Access &
  (
    | { readonly kind: 'client'; readonly clientId: string; readonly tokenId: string }
    | { readonly kind: 'api_key'; readonly keyId: string }
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
    case 'user':
      return { kind, id: principal.userId };
    case 'tracking_session':
      return { kind, id: principal.handle };
  }
}

export const PRINCIPAL_KINDS = [
  'client',
  'api_key',
  'user',
  'tracking_session',
] as const satisfies readonly Principal['kind'][];

/** The ids of an OAuth2 access token whose revocation ends it, as `<kind>:<id>`. */
export function tokenGrantIds({
  tokenId,
  clientId,
}: {
  readonly tokenId: string;
  readonly clientId: string;
}): string[] {
  return [`token:${tokenId}`, `client:${clientId}`];
}

/**
 * Returns the ids whose revocation ends everything that rests on the principal's credential, as
 * `<kind>:<id>`. Viewers can read theirs, so they hold nothing about the account.
 */
export function revocableIds(principal: Principal): string[] {
  const account = `account:${principal.scope.accountId}`;
  switch (principal.kind) {
    case 'client':
      return [...tokenGrantIds(principal), account];
    case 'api_key':
      return [`key:${principal.keyId}`, account];
    case 'user':
      return [`user_session:${principal.sessionId}`, `user:${principal.userId}`, account];
    case 'tracking_session':
      return [`session:${principal.handle}`, `link:${principal.linkUuid}`];
  }
}
