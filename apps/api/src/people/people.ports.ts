/** What is needed to check who signs in. */
export interface SignInRecord {
  readonly userId: number;
  readonly accountId: number;
  readonly email: string;
  /** Null: single sign-on only. */
  readonly passwordHash: string | null;
  /** Base32; null: without a second factor. */
  readonly totpSecret: string | null;
}

/** What people prove who they are with. */
export abstract class UserCredentials {
  /** @param email any text */
  abstract findByEmail(email: string): Promise<SignInRecord | null>;
  abstract find(userId: number): Promise<SignInRecord | null>;

  /** Counts a code of the authenticator as used. Returns false if it, or a later one, was used before. */
  abstract useTotpStep(userId: number, step: number): Promise<boolean>;
  /** Returns false if it is no recovery code of the user, or was used. */
  abstract useRecoveryCode(userId: number, hash: Buffer): Promise<boolean>;

  /** Keeps the secret of a second factor until a code confirms it. */
  abstract proposeTotp(userId: number, secret: string): Promise<void>;
  abstract proposedTotp(userId: number): Promise<string | null>;
  /** Turns the proposed second factor on, and ends all sessions but one. */
  abstract confirmTotp(
    userId: number,
    confirmed: { readonly step: number; readonly recoveryHashes: readonly Buffer[] },
    exceptHandle: string,
  ): Promise<void>;
  abstract removeTotp(userId: number): Promise<void>;

  /** Stores a new password and ends all sessions but one. */
  abstract setPassword(userId: number, hash: string, exceptHandle: string | null): Promise<void>;
}
