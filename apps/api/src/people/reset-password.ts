import { hashSecret } from '@yipii/persistence';
import { mailAddressOf, type Clock, type RateLimit, type RateLimits } from '@yipii/platform';
import { Refusal } from '../errors';
import { demandPassword } from './demand-password';
import type { PasswordHasher } from './password-hasher';
import type { PasswordResets } from './password-resets.ports';
import { isToken, newToken } from './session-token';

/** Mails to one address. */
const MAILS: RateLimit = { name: 'password_reset', max: 3, windowSeconds: 900 };

/** A new password by a mailed link. */
export class ResetPassword {
  constructor(
    private readonly resets: PasswordResets,
    private readonly passwords: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /** Whether anybody has the address shows neither in the answer nor in its time. */
  async request(email: string): Promise<void> {
    const address = mailAddressOf(email);
    if (address === null) return;
    const usage = await this.limits.count(MAILS, address.toLowerCase());
    if (!usage?.isExceeded) await this.resets.create(address, newToken());
  }

  /**
   * Sets the password and ends all sessions of the user.
   * @throws Refusal LINK_INVALID; InvalidFields
   */
  async confirm(token: string, password: string): Promise<void> {
    const now = new Date(this.clock.now());
    const user = isToken(token) ? await this.resets.find(hashSecret(token), now) : null;
    if (!user) throw linkInvalid();
    demandPassword(password, user.email);
    const hash = await this.passwords.hash(password);
    if (!(await this.resets.use(hashSecret(token), now, hash))) throw linkInvalid();
  }
}

export function linkInvalid(): Refusal {
  return new Refusal('LINK_INVALID', 'This link was used, has expired, or never existed.');
}
