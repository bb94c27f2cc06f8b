import { InvalidFields, TooManyRequests, type RateLimit, type RateLimits } from '@yipii/platform';
import { demandPassword } from './demand-password';
import type { PasswordHasher } from './password-hasher';
import type { SignInRecord, UserCredentials } from './people.ports';
import type { SessionOwner } from './sessions.ports';

/** By user: only those who are signed in can try. */
const TRIES: RateLimit = { name: 'current_password', max: 10, windowSeconds: 900 };

/** Makes a user who is signed in prove their password once more, before something that matters. */
export class ConfirmPassword {
  constructor(
    private readonly users: UserCredentials,
    private readonly passwords: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  /** @throws InvalidFields; TooManyRequests */
  async run(userId: number, password: string, field: string): Promise<SignInRecord> {
    const usage = await this.limits.count(TRIES, String(userId));
    if (usage?.isExceeded) throw new TooManyRequests('Too many wrong passwords; try again later.', usage);
    const user = await this.users.find(userId);
    const matches = await this.passwords.verify(password, user?.passwordHash ?? null);
    if (!user || !matches) throw new InvalidFields({ [field]: [`${field} is wrong.`] });
    await this.limits.reset(TRIES, String(userId));
    return user;
  }
}

/** A user chooses another password. */
export class ChangePassword {
  constructor(
    private readonly confirm: ConfirmPassword,
    private readonly users: UserCredentials,
    private readonly passwords: PasswordHasher,
  ) {}

  /**
   * Ends all other sessions; the caller renews its own.
   * @throws InvalidFields; TooManyRequests
   */
  async run(
    { userId, handle }: { readonly userId: number; readonly handle: string },
    current: string,
    password: string,
  ): Promise<SessionOwner> {
    const owner = await this.confirm.run(userId, current, 'current_password');
    demandPassword(password, owner.email);
    await this.users.setPassword(userId, await this.passwords.hash(password), handle);
    return owner;
  }
}
