import { randomUUID } from 'node:crypto';
import { CODE_LIFE_MS, CODE_TRIES, FAILURES_UNTIL_LOCKED } from '@yipii/domain';
import type { Transaction, WorkerUnitOfWork } from '@yipii/persistence';
import type { Clock } from '@yipii/platform';
import type { MailBudget } from '../mail/mail-budget.postgres';
import { Challenges, type AddressOnLink, type ChallengeRequest, type CodeTry } from './challenges.ports';
import { hashCode, isCode } from './link-code';

const LOCKED = `EXISTS (SELECT FROM code_failure f
  WHERE f.link_uuid = $2 AND f.email = lower($3) AND f.locked_at IS NOT NULL)`;

const RENEW = `
  UPDATE verification_code SET code_hash = NULL, tries = 0, expires_at = $5, next_due_at = $6,
    is_shadow = $4 OR ${LOCKED}
  WHERE id = $1 AND link_uuid = $2 AND lower(recipient) = lower($3) AND used_at IS NULL
  RETURNING id`;

const INSERT = `
  INSERT INTO verification_code (id, account_id, link_uuid, recipient, is_shadow, expires_at, next_due_at)
  VALUES ($1, $7, $2, $3, $4 OR ${LOCKED}, $5, $6)`;

/** The one statement that counts tries: however many come at once, five find the row. */
const TRY = `
  UPDATE verification_code SET tries = tries + 1
  WHERE id = coalesce($1::uuid, (SELECT id FROM verification_code
      WHERE link_uuid = $2 AND lower(recipient) = lower($3) ORDER BY created_at DESC LIMIT 1))
    AND link_uuid = $2 AND lower(recipient) = lower($3)
    AND tries < ${CODE_TRIES} AND used_at IS NULL AND expires_at > $4 AND NOT ${LOCKED}
  RETURNING id, code_hash`;

const COUNT_FAILURE = `
  INSERT INTO code_failure AS f (account_id, link_uuid, email, failures) VALUES ($1, $2, lower($3), 1)
  ON CONFLICT (link_uuid, email) DO UPDATE SET failures = f.failures + 1, failed_at = now(),
    locked_at = coalesce(f.locked_at, CASE WHEN f.failures + 1 >= ${FAILURES_UNTIL_LOCKED} THEN now() END)`;

/** In the tables `verification_code` and `code_failure`. The code itself is made and sent by a timer. */
export class PostgresChallenges extends Challenges {
  constructor(
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly budget: MailBudget,
    private readonly clock: Clock,
    private readonly key: string,
  ) {
    super();
  }

  open(request: ChallengeRequest): Promise<string> {
    const { accountId, linkUuid, email, isShadow, challengeId } = request;
    const now = this.clock.now();
    const common = [linkUuid, email, isShadow, new Date(now + CODE_LIFE_MS), new Date(now)];
    return this.unitOfWork.run(async (tx) => {
      await this.budget.spend(tx, request);
      if (challengeId !== null) {
        const { rowCount } = await tx.query(RENEW, [challengeId, ...common]);
        if (rowCount === 1) return challengeId;
      }
      const id = randomUUID();
      await tx.query(INSERT, [id, ...common, accountId]);
      return id;
    });
  }

  redeem(attempt: CodeTry): Promise<boolean> {
    const { challengeId, linkUuid, email, code } = attempt;
    return this.unitOfWork.run(async (tx) => {
      const { rows } = await tx.query<{ id: string; code_hash: Buffer | null }>(TRY, [
        ...[challengeId, linkUuid, email, new Date(this.clock.now())],
      ]);
      const [challenge] = rows;
      const hash = hashCode(this.key, challenge?.id ?? '', code);
      const isRight = isCode(challenge?.code_hash ?? null, hash);
      await (challenge && isRight ? this.use(tx, challenge.id, attempt) : this.countFailure(tx, attempt));
      return isRight;
    });
  }

  unlock(linkUuid: string, email: string): Promise<void> {
    return this.unitOfWork.run((tx) => forgetFailures(tx, linkUuid, email));
  }

  private async use(tx: Transaction, id: string, { linkUuid, email }: AddressOnLink): Promise<void> {
    await tx.query('UPDATE verification_code SET used_at = $2 WHERE id = $1', [
      id,
      new Date(this.clock.now()),
    ]);
    await forgetFailures(tx, linkUuid, email);
  }

  private async countFailure(tx: Transaction, { accountId, linkUuid, email }: AddressOnLink): Promise<void> {
    await tx.query(COUNT_FAILURE, [accountId, linkUuid, email]);
  }
}

async function forgetFailures(tx: Transaction, linkUuid: string, email: string): Promise<void> {
  await tx.query('DELETE FROM code_failure WHERE link_uuid = $1 AND email = lower($2)', [linkUuid, email]);
}
