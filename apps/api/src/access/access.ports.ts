import type { AccountReference, OAuthClientRecord } from '@yipii/persistence';

/** OAuth clients by their id. */
export abstract class ClientDirectory {
  /** @param clientId any text that a caller sent */
  abstract find(clientId: string): Promise<OAuthClientRecord | null>;
}

export abstract class AccountDirectory {
  abstract findByKey(key: string): Promise<AccountReference | null>;
}

export interface TokenRevocation {
  readonly jti: string;
  readonly expiresAt: Date;
}

/** Access tokens that ended before their time. */
export abstract class Revocations {
  /** Stores the revocation and tells every replica and gateway; what is stored will be told, sooner or later. */
  abstract revoke(accountId: number, token: TokenRevocation): Promise<void>;
  /** Ids of the revoked tokens that have not expired. */
  abstract active(): Promise<readonly string[]>;
}
