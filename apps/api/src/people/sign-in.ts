import { mailAddressOf, TooManyRequests, type Clock, type RateLimit, type RateLimits } from '@yipii/platform';
import { Refusal } from '../errors';
import type { PasswordHasher } from './password-hasher';
import type { SignInRecord, UserCredentials } from './people.ports';
import { hashRecoveryCode, totpStepOf } from './second-factor';

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code: string | undefined;
  /** What counts as one client, e.g. its address. */
  readonly client: string;
}

const WINDOW_S = 900;
/** Codes can only be tried by those who know the password; by user, from wherever they are tried. */
const CODE_FAILURES: RateLimit = { name: 'second_factor', max: 10, windowSeconds: 3_600 };

/** Checks who signs in with a password. */
export class SignIn {
  private readonly failures: RateLimit;

  constructor(
    private readonly users: UserCredentials,
    private readonly passwords: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
    { signInMaxFailures }: { readonly signInMaxFailures: number },
  ) {
    this.failures = { name: 'sign_in', max: signInMaxFailures, windowSeconds: WINDOW_S };
  }

  /**
   * Returns the user. Whether the address is unknown or the password wrong shows neither in the answer nor in its time.
   * Failures count for address and client together, so that nobody can lock others out.
   * @throws Refusal SIGN_IN_FAILED, SECOND_FACTOR_REQUIRED; TooManyRequests
   */
  async run({ email, password, code, client }: SignInAttempt): Promise<SignInRecord> {
    const address = (mailAddressOf(email) ?? email).toLowerCase();
    const key = `${client} ${address}`;
    await this.demandAttempt(this.failures, key);
    const user = await this.users.findByEmail(address);
    const matches = await this.passwords.verify(password, user?.passwordHash ?? null);
    if (!user || !matches) throw signInFailed();
    if (user.totpSecret !== null) await this.checkCode(user.userId, user.totpSecret, code);
    await this.limits.reset(this.failures, key);
    return user;
  }

  private async checkCode(userId: number, secret: string, code: string | undefined): Promise<void> {
    if (code === undefined)
      throw new Refusal('SECOND_FACTOR_REQUIRED', 'Send the code of your authenticator, too.');
    await this.demandAttempt(CODE_FAILURES, String(userId));
    if (!(await this.isCode(userId, secret, code))) throw signInFailed();
    await this.limits.reset(CODE_FAILURES, String(userId));
  }

  private async isCode(userId: number, secret: string, code: string): Promise<boolean> {
    if (!/^\d{6}$/.test(code)) return this.users.useRecoveryCode(userId, hashRecoveryCode(code));
    const step = totpStepOf(secret, code, this.clock.now());
    return step !== null && this.users.useTotpStep(userId, step);
  }

  /** Counts before it looks, so that attempts at the same time count as well. */
  private async demandAttempt(limit: RateLimit, key: string): Promise<void> {
    const usage = await this.limits.count(limit, key);
    if (usage?.isExceeded) throw new TooManyRequests('Too many failed sign-ins; try again later.', usage);
  }
}

function signInFailed(): Refusal {
  return new Refusal('SIGN_IN_FAILED', 'The mail address, password or code is wrong.');
}
