import type { AccountReference, OAuthClientRecord } from '@yipii/persistence';

/** Looks up OAuth clients by their id. */
export abstract class ClientDirectory {
  /** @param clientId any text that a caller sent */
  abstract find(clientId: string): Promise<OAuthClientRecord | null>;
}

/** Looks up accounts by the key in their URLs and tokens. */
export abstract class AccountDirectory {
  abstract findByKey(key: string): Promise<AccountReference | null>;
}

export interface TokenRevocation {
  readonly jti: string;
  readonly expiresAt: Date;
}

/** Access tokens that ended before their time. */
export abstract class Revocations {
  /** Stores the revocation and, in the same transaction, the event that tells every replica and gateway. */
  abstract revoke(accountId: number, token: TokenRevocation): Promise<void>;
  /** Returns the ids of the revoked tokens that have not expired. */
  abstract active(): Promise<readonly string[]>;
}
