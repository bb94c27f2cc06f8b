import { UserSessions, type WorkerUnitOfWork, hashSecret } from '@yipii/persistence';
import { queueMail, type Clock, type WorkerDatabase } from '@yipii/platform';
import { linkTo, passwordResetMail } from './mails';
import { PasswordResets } from './password-resets.ports';

export interface ResetLinks {
  readonly publicUrl: string;
  readonly ttlSeconds: number;
}

interface User {
  readonly id: string;
  readonly account_id: string;
  readonly email: string;
}

export class PostgresPasswordResets extends PasswordResets {
  private readonly sessions = new UserSessions();

  constructor(
    private readonly worker: WorkerDatabase,
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly links: ResetLinks,
  ) {
    super();
  }

  /** Writes a row in any case, so that the answer takes as long. */
  async create(address: string, token: string): Promise<void> {
    const { publicUrl, ttlSeconds } = this.links;
    const now = new Date(this.clock.now());
    const expiresAt = new Date(now.getTime() + ttlSeconds * 1_000);
    await this.unitOfWork.run(async (tx) => {
      const { rows } = await tx.query<User>(
        'SELECT id, account_id, email FROM account_user WHERE lower(email) = lower($1)',
        [address],
      );
      const user = rows[0];
      await tx.query('DELETE FROM password_reset WHERE expires_at <= $1', [now]);
      await tx.query(
        'INSERT INTO password_reset (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)',
        [hashSecret(token), user?.id ?? null, now, expiresAt],
      );
      if (!user) return;
      const mail = passwordResetMail(linkTo(publicUrl, 'reset-password', token));
      await queueMail(tx, {
        ...mail,
        ...{ accountId: Number(user.account_id), kind: 'password_reset', to: user.email, expiresAt },
      });
    });
  }

  async find(tokenHash: Buffer, now: Date): Promise<{ readonly email: string } | null> {
    const { rows } = await this.worker.pool.query<{ email: string }>(
      `SELECT u.email FROM password_reset r JOIN account_user u ON u.id = r.user_id
       WHERE r.token_hash = $1 AND r.expires_at > $2`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  use(tokenHash: Buffer, now: Date, passwordHash: string): Promise<boolean> {
    return this.unitOfWork.run(async (tx) => {
      const { rows } = await tx.query<{ user_id: string }>(
        'DELETE FROM password_reset WHERE token_hash = $1 AND expires_at > $2 AND user_id IS NOT NULL RETURNING user_id',
        [tokenHash, now],
      );
      const userId = Number(rows[0]?.user_id ?? 0);
      if (userId === 0) return false;
      await tx.query('UPDATE account_user SET password_hash = $2 WHERE id = $1', [userId, passwordHash]);
      await tx.query('DELETE FROM password_reset WHERE user_id = $1', [userId]);
      await this.sessions.end(tx, userId);
      return true;
    });
  }
}
