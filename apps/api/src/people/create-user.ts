import { Users, type NewUser, type WorkerUnitOfWork } from '@yipii/persistence';
import type { PasswordHasher } from './password-hasher';

/** A user without an invitation: the first owner of an account, by whoever runs the installation. */
export class CreateUser {
  constructor(
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly passwords: PasswordHasher,
  ) {}

  /** Returns its id, or null if somebody has the address. @param email as `mailAddressOf` returns it */
  async run({
    password,
    ...user
  }: Omit<NewUser, 'passwordHash'> & { readonly password: string }): Promise<number | null> {
    const passwordHash = await this.passwords.hash(password);
    return this.unitOfWork.run((tx) => new Users().create(tx, { ...user, passwordHash }));
  }
}
