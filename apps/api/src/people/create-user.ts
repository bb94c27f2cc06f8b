import { Users, type NewUser, type WorkerUnitOfWork } from '@yipii/persistence';
import type { PasswordHasher } from './password-hasher';

export type UserSeed = Omit<NewUser, 'passwordHash'> & { readonly password: string };

/** A user without an invitation: the first owner of an account, by whoever runs the installation. */
export class CreateUser {
  constructor(
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly passwords: PasswordHasher,
  ) {}

  /** Returns its id, or null if somebody has the address. @param email as `mailAddressOf` returns it */
  async run({ password, ...user }: UserSeed): Promise<number | null> {
    const passwordHash = await this.passwords.hash(password);
    return this.unitOfWork.run((tx) => new Users().create(tx, { ...user, passwordHash }));
  }

  /** As {@link run}; a user of the account who has the address gets the password. */
  async ensure(user: UserSeed): Promise<void> {
    if ((await this.run(user)) !== null) return;
    const hash = await this.passwords.hash(user.password);
    await this.unitOfWork.run((tx) => new Users().setPassword(tx, user, hash));
  }
}
