import { connectionOf, RevokedToken, withAccount } from '@yipii/persistence';
import type { Outbox, OutboxRelay, WorkerDatabase } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';
import type { DataSource } from 'typeorm';
import { Revocations, type TokenRevocation } from './access.ports';

/** The table `revoked_token`, and in the same transaction the event for those who must know at once. */
export class PostgresRevocations extends Revocations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly worker: WorkerDatabase,
    private readonly outbox: Outbox,
    private readonly relay: OutboxRelay,
  ) {
    super();
  }

  async revoke(accountId: number, { jti, expiresAt }: TokenRevocation): Promise<void> {
    const event: AccessRevoked = { kind: 'token', id: jti, reason: 'revoked by its client' };
    await withAccount(this.dataSource, accountId, async (manager) => {
      const revocation = { jti, accountId, expiresAt };
      await manager.createQueryBuilder().insert().into(RevokedToken).values(revocation).orIgnore().execute();
      await this.outbox.add(await connectionOf(manager), topics.accessRevoked, [{ key: jti, event }]);
    });
    this.relay.poke();
  }

  /** Of all accounts: the whole process checks against them. */
  async active(): Promise<readonly string[]> {
    const { rows } = await this.worker.pool.query<{ jti: string }>(
      'SELECT jti FROM revoked_token WHERE expires_at > now()',
    );
    return rows.map(({ jti }) => jti);
  }
}
