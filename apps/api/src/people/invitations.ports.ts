import type { SessionOwner } from './sessions.ports';

/** Invitations, as those see them who were invited. */
export abstract class Invitations {
  /** Returns whom the link invites; null if it does not work any more. */
  abstract find(tokenHash: Buffer, now: Date): Promise<{ readonly email: string } | null>;
  /**
   * Makes the invited person a user, once per link.
   * @param passwordHash null: single sign-on only
   * @returns `taken` if somebody has the address by now; null if the link does not work
   */
  abstract accept(
    tokenHash: Buffer,
    now: Date,
    person: { readonly name: string; readonly passwordHash: string | null },
  ): Promise<SessionOwner | 'taken' | null>;
}
