import type { UnitOfWork } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { Revocations, type TokenRevocation } from './access.ports';

const INSERT = `
  INSERT INTO revoked_token (jti, account_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

/** The table `revoked_token`, and in the same transaction the event for those who must know at once. */
export class PostgresRevocations extends Revocations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly worker: WorkerDatabase,
  ) {
    super();
  }

  async revoke(accountId: number, { jti, expiresAt }: TokenRevocation): Promise<void> {
    const event: AccessRevoked = {
      ...{ kind: 'token', id: jti, reason: 'revoked by its client' },
      expiresAt: expiresAt.toISOString(),
    };
    await this.unitOfWork.inAccount({ accountId, assets: null }, async (tx) => {
      await tx.query(INSERT, [jti, accountId, expiresAt]);
      await tx.emit(topics.accessRevoked, { key: jti, event });
    });
  }

  /** Of all accounts: the whole process checks against them. */
  async active(): Promise<readonly TokenRevocation[]> {
    const { rows } = await this.worker.pool.query<{ jti: string; expires_at: Date }>(
      'SELECT jti, expires_at FROM revoked_token WHERE expires_at > now()',
    );
    return rows.map(({ jti, expires_at: expiresAt }) => ({ jti, expiresAt }));
  }
}
