/** Links to new passwords. */
export abstract class PasswordResets {
  /** Stores a link and mails it to the user who has the address, if there is one. */
  abstract create(address: string, token: string): Promise<void>;
  /** Returns whose password the link sets; null if it does not work any more. */
  abstract find(tokenHash: Buffer, now: Date): Promise<{ readonly email: string } | null>;
  /** Sets the password, once per link, and ends all sessions of the user. Returns false if the link does not work. */
  abstract use(tokenHash: Buffer, now: Date, passwordHash: string): Promise<boolean>;
}
