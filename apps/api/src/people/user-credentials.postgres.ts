import { UserSessions, type Transaction, type WorkerUnitOfWork } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import { UserCredentials, type SignInRecord } from './people.ports';

interface Row {
  id: string;
  account_id: string;
  email: string;
  password_hash: string | null;
  totp_secret: string | null;
}

const FIND = 'SELECT id, account_id, email, password_hash, totp_secret FROM account_user';

export class PostgresUserCredentials extends UserCredentials {
  private readonly sessions = new UserSessions();

  constructor(
    private readonly worker: WorkerDatabase,
    private readonly unitOfWork: WorkerUnitOfWork,
  ) {
    super();
  }

  async findByEmail(email: string): Promise<SignInRecord | null> {
    return this.findOne(`${FIND} WHERE lower(email) = lower($1)`, email);
  }

  async find(userId: number): Promise<SignInRecord | null> {
    return this.findOne(`${FIND} WHERE id = $1`, userId);
  }

  useTotpStep(userId: number, step: number): Promise<boolean> {
    return this.changes('UPDATE account_user SET totp_step = $2 WHERE id = $1 AND totp_step < $2', [
      userId,
      step,
    ]);
  }

  useRecoveryCode(userId: number, hash: Buffer): Promise<boolean> {
    return this.changes(
      `UPDATE account_user SET recovery_hashes = array_remove(recovery_hashes, $2)
       WHERE id = $1 AND $2 = ANY (recovery_hashes)`,
      [userId, hash],
    );
  }

  async proposeTotp(userId: number, secret: string): Promise<void> {
    await this.changes('UPDATE account_user SET totp_pending = $2 WHERE id = $1', [userId, secret]);
  }

  async proposedTotp(userId: number): Promise<string | null> {
    const { rows } = await this.worker.pool.query<{ totp_pending: string | null }>(
      'SELECT totp_pending FROM account_user WHERE id = $1',
      [userId],
    );
    return rows[0]?.totp_pending ?? null;
  }

  confirmTotp(
    userId: number,
    { step, recoveryHashes }: { readonly step: number; readonly recoveryHashes: readonly Buffer[] },
    exceptHandle: string,
  ): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      await tx.query(
        `UPDATE account_user SET totp_secret = totp_pending, totp_pending = NULL, totp_step = $2, recovery_hashes = $3
         WHERE id = $1 AND totp_pending IS NOT NULL`,
        [userId, step, [...recoveryHashes]],
      );
      await this.endOthers(tx, userId, exceptHandle);
    });
  }

  async removeTotp(userId: number): Promise<void> {
    await this.changes(
      `UPDATE account_user SET totp_secret = NULL, totp_pending = NULL, recovery_hashes = '{}' WHERE id = $1`,
      [userId],
    );
  }

  setPassword(userId: number, hash: string, exceptHandle: string | null): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      await tx.query('UPDATE account_user SET password_hash = $2 WHERE id = $1', [userId, hash]);
      await tx.query('DELETE FROM password_reset WHERE user_id = $1', [userId]);
      await this.endOthers(tx, userId, exceptHandle);
    });
  }

  private async endOthers(tx: Transaction, userId: number, except: string | null): Promise<void> {
    await this.sessions.end(tx, userId, { except });
  }

  private async findOne(text: string, value: unknown): Promise<SignInRecord | null> {
    const { rows } = await this.worker.pool.query<Row>(text, [value]);
    const row = rows[0];
    if (!row) return null;
    const { email, password_hash: passwordHash, totp_secret: totpSecret } = row;
    return { userId: Number(row.id), accountId: Number(row.account_id), email, passwordHash, totpSecret };
  }

  private async changes(text: string, values: unknown[]): Promise<boolean> {
    return (await this.worker.pool.query(text, values)).rowCount === 1;
  }
}
