import { SCOPES_OF_ROLE } from '@yipii/domain';
import { Users, type Transaction, type WorkerUnitOfWork } from '@yipii/persistence';
import { Logger, mailAddressOf, StartRefused } from '@yipii/platform';
import { insertApiKey } from '../credentials/insert-api-key';
import type { PasswordHasher } from '../people/password-hasher';
import type { FirstStartConfig } from './first-start.config';

/**
 * Creates the account that the environment names, with its owner and API key: all of it, or, where the account exists,
 * nothing. Replicas may do it at once, at every start.
 */
export class FirstStart {
  private readonly log = new Logger('first-start');

  constructor(
    private readonly config: FirstStartConfig,
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly passwords: PasswordHasher,
  ) {}

  /** @throws StartRefused if a user of another account has the owner's address */
  async onModuleInit(): Promise<void> {
    const { account, ownerPassword } = this.config;
    if (account === undefined) return;
    const passwordHash = ownerPassword === undefined ? null : await this.passwords.hash(ownerPassword);
    if (await this.unitOfWork.run((tx) => this.create(tx, account, passwordHash)))
      this.log.log({ msg: 'account created, as SETUP_ACCOUNT says', account });
  }

  /** Returns whether the account is new. Of two that try at once the second waits, and finds it. */
  private async create(tx: Transaction, key: string, passwordHash: string | null): Promise<boolean> {
    const { rows } = await tx.query<{ id: string }>(
      'INSERT INTO account (key, name) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING id',
      [key, this.config.accountName ?? key],
    );
    if (!rows[0]) return false;
    const accountId = Number(rows[0].id);
    await this.createOwner(tx, accountId, passwordHash);
    await this.createKey(tx, accountId);
    return true;
  }

  private async createOwner(tx: Transaction, accountId: number, passwordHash: string | null): Promise<void> {
    const email = mailAddressOf(this.config.ownerEmail ?? '');
    if (email === null) return;
    const owner = { accountId, email, name: email, role: 'owner', groupIds: null, passwordHash } as const;
    if ((await new Users().create(tx, owner)) === null)
      throw new StartRefused('SETUP_OWNER_EMAIL belongs to a user of another account already');
  }

  private async createKey(tx: Transaction, accountId: number): Promise<void> {
    const { apiKey: key } = this.config;
    if (key === undefined) return;
    const rights = { scopes: SCOPES_OF_ROLE.owner, assetIds: null, expiresAt: null };
    await insertApiKey(tx, accountId, { name: 'First key', ...rights, key });
  }
}
