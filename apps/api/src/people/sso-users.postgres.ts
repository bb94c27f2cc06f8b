import type { Transaction, WorkerUnitOfWork } from '@yipii/persistence';
import type { Identity } from './identity-provider.ports';
import { acceptInvitation } from './invitations.postgres';
import type { SessionOwner } from './sessions.ports';
import { SsoUsers } from './sso-users.ports';

interface Row {
  readonly id: string;
  readonly account_id: string;
}

const KNOWN = 'SELECT id, account_id FROM account_user WHERE sso_issuer = $1 AND sso_subject = $2';

/** One who is another identity already stays so: the address may have changed hands. */
const CLAIM = `
  UPDATE account_user SET sso_issuer = $1, sso_subject = $2
  WHERE lower(email) = lower($3) AND sso_subject IS NULL RETURNING id, account_id`;

const INVITED = `
  SELECT token_hash FROM invitation WHERE lower(email) = lower($1) AND expires_at > $2 ORDER BY id DESC LIMIT 1`;

export class PostgresSsoUsers extends SsoUsers {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {
    super();
  }

  ownerOf(identity: Identity, now: Date): Promise<SessionOwner | null> {
    return this.unitOfWork.run(async (tx) => {
      const known = await this.one(tx, KNOWN, [identity.issuer, identity.subject]);
      if (known || identity.email === null) return known;
      return (await this.claim(tx, identity)) ?? (await this.accept(tx, identity, now));
    });
  }

  private claim(tx: Transaction, { issuer, subject, email }: Identity): Promise<SessionOwner | null> {
    return this.one(tx, CLAIM, [issuer, subject, email]);
  }

  private async accept(tx: Transaction, identity: Identity, now: Date): Promise<SessionOwner | null> {
    const { email, name } = identity;
    const { rows } = await tx.query<{ token_hash: Buffer }>(INVITED, [email, now]);
    if (!rows[0]) return null;
    const person = { name: name ?? email ?? '', passwordHash: null };
    const accepted = await acceptInvitation(tx, { tokenHash: rows[0].token_hash, now }, person);
    return accepted === null || accepted === 'taken' ? null : this.claim(tx, identity);
  }

  private async one(tx: Transaction, text: string, values: unknown[]): Promise<SessionOwner | null> {
    const { rows } = await tx.query<Row>(text, values);
    return rows[0] ? { userId: Number(rows[0].id), accountId: Number(rows[0].account_id) } : null;
  }
}
