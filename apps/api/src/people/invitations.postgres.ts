import type { Role } from '@yipii/domain';
import { Users, type Transaction, type WorkerUnitOfWork } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import { Invitations } from './invitations.ports';
import type { SessionOwner } from './sessions.ports';

interface Row {
  readonly account_id: string;
  readonly email: string;
  readonly role: Role;
  readonly group_ids: string[] | null;
}

export class PostgresInvitations extends Invitations {
  constructor(
    private readonly worker: WorkerDatabase,
    private readonly unitOfWork: WorkerUnitOfWork,
  ) {
    super();
  }

  async find(tokenHash: Buffer, now: Date): Promise<{ readonly email: string } | null> {
    const { rows } = await this.worker.pool.query<{ email: string }>(
      'SELECT email FROM invitation WHERE token_hash = $1 AND expires_at > $2',
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  accept(
    tokenHash: Buffer,
    now: Date,
    person: { readonly name: string; readonly passwordHash: string | null },
  ): Promise<SessionOwner | 'taken' | null> {
    return this.unitOfWork.run((tx) => acceptInvitation(tx, { tokenHash, now }, person));
  }
}

/** As {@link Invitations.accept}, in a transaction of the worker. */
export async function acceptInvitation(
  tx: Transaction,
  { tokenHash, now }: { readonly tokenHash: Buffer; readonly now: Date },
  { name, passwordHash }: { readonly name: string; readonly passwordHash: string | null },
): Promise<SessionOwner | 'taken' | null> {
  const { rows } = await tx.query<Row>(
    `DELETE FROM invitation WHERE token_hash = $1 AND expires_at > $2
     RETURNING account_id, email, role, group_ids`,
    [tokenHash, now],
  );
  const invitation = rows[0];
  if (!invitation) return null;
  const { email, role, group_ids: groupIds, account_id: account } = invitation;
  const accountId = Number(account);
  const userId = await new Users().create(tx, {
    ...{ accountId, email, name, role, passwordHash },
    groupIds: groupIds?.map(Number) ?? null,
  });
  return userId === null ? 'taken' : { accountId, userId };
}
