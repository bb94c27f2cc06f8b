import { RevokedToken, withAccount } from '@yipii/persistence';
import type { EventPublisher, WorkerDatabase } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import type { DataSource } from 'typeorm';
import { Revocations, type TokenRevocation } from './access.ports';

/** The table `revoked_token`, and the topic `access.revoked` for those who must know at once. */
export class PostgresRevocations extends Revocations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly worker: WorkerDatabase,
    private readonly publisher: EventPublisher,
  ) {
    super();
  }

  async revoke(accountId: number, { jti, expiresAt }: TokenRevocation): Promise<void> {
    await withAccount(this.dataSource, accountId, (manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(RevokedToken)
        .values({ jti, accountId, expiresAt })
        .orIgnore()
        .execute(),
    );
    const event: AccessRevoked = {
      kind: 'token',
      id: jti,
      reason: 'revoked by its client',
      at: new Date().toISOString(),
    };
    await this.publisher.publish(topics.accessRevoked, [{ key: jti, event }]);
  }

  /** Of all accounts: the whole process checks against them. */
  async active(): Promise<readonly string[]> {
    const { rows } = await this.worker.pool.query<{ jti: string }>(
      'SELECT jti FROM revoked_token WHERE expires_at > now()',
    );
    return rows.map(({ jti }) => jti);
  }
}
