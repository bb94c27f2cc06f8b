import type { ApiKeyRecord, IssuerTrust, OAuthClientRecord } from '@yipii/persistence';

/** Looks up OAuth clients by their id. */
export abstract class ClientDirectory {
  /** @param clientId any text that a caller sent */
  abstract find(clientId: string): Promise<OAuthClientRecord | null>;
}

/** Looks up API keys by what is stored of their secret. */
export abstract class ApiKeyDirectory {
  abstract findBySecret(secretHash: Buffer): Promise<ApiKeyRecord | null>;
}

/** Looks up the account that tokens of an external issuer stand for. */
export abstract class TrustDirectory {
  /** @param value of the account claim */
  abstract find(issuer: string, value: string): Promise<IssuerTrust | null>;
}

export interface TokenRevocation {
  readonly jti: string;
  readonly expiresAt: Date;
}

/** Access tokens that ended before their time. */
export abstract class Revocations {
  /** Stores the revocation and, in the same transaction, the event that tells every replica and gateway. */
  abstract revoke(accountId: number, token: TokenRevocation): Promise<void>;
  /** Returns the revoked tokens that have not expired. */
  abstract active(): Promise<readonly TokenRevocation[]>;
}
