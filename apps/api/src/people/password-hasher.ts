/** Hashes and checks passwords. */
export abstract class PasswordHasher {
  /** Returns the hash with its parameters, as text. */
  abstract hash(password: string): Promise<string>;

  /**
   * Whether it is the password. It takes as long without a hash, where nobody is known to have one.
   * @throws Busy if too many wait already
   */
  abstract verify(password: string, hash: string | null): Promise<boolean>;
}
