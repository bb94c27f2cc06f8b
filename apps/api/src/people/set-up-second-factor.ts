import { InvalidFields, type Clock } from '@yipii/platform';
import type { ConfirmPassword } from './change-password';
import type { UserCredentials } from './people.ports';
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, totpStepOf, totpUrl } from './second-factor';
import type { SessionOwner } from './sessions.ports';

/** A user turns the second factor on or off, each time with their password. */
export class SetUpSecondFactor {
  constructor(
    private readonly confirmPassword: ConfirmPassword,
    private readonly users: UserCredentials,
    private readonly clock: Clock,
  ) {}

  /** Returns a secret for the authenticator; it counts once a code confirms it. */
  async propose(
    userId: number,
    password: string,
  ): Promise<{ readonly secret: string; readonly url: string }> {
    const { email } = await this.confirmPassword.run(userId, password, 'password');
    const secret = newTotpSecret();
    await this.users.proposeTotp(userId, secret);
    return { secret, url: totpUrl(secret, email) };
  }

  /**
   * Turns it on and ends the other sessions.
   * @returns the recovery codes, which are shown this once
   * @throws InvalidFields
   */
  async confirm(
    { userId, handle }: { readonly userId: number; readonly handle: string },
    code: string,
  ): Promise<{ readonly recoveryCodes: readonly string[]; readonly owner: SessionOwner }> {
    const secret = await this.users.proposedTotp(userId);
    const step = secret === null ? null : totpStepOf(secret, code, this.clock.now());
    const user = await this.users.find(userId);
    if (step === null || !user) throw new InvalidFields({ code: ['code is wrong.'] });
    const recoveryCodes = newRecoveryCodes();
    await this.users.confirmTotp(
      userId,
      { step, recoveryHashes: recoveryCodes.map(hashRecoveryCode) },
      handle,
    );
    return { recoveryCodes, owner: user };
  }

  async remove(userId: number, password: string): Promise<void> {
    await this.confirmPassword.run(userId, password, 'password');
    await this.users.removeTotp(userId);
  }
}
