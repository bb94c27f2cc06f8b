import { credentialOf } from '@yipii/domain';
import {
  changesBetween,
  Invitation,
  once,
  recordAudit,
  Users,
  type AccountTransaction,
  type UnitOfWork,
  hashSecret,
} from '@yipii/persistence';
import { InvalidFields, queueMail, viewBy, type Clock, type WriteRequest } from '@yipii/platform';
import { InvitationDesk } from './invite-person';
import { invitationMail, linkTo } from './mails';
import { newToken } from './session-token';
import { unknownGroups } from './user.resource';
import { InvitationView, type InvitationInput } from './user.schema';

export interface InvitationLinks {
  readonly publicUrl: string;
  readonly ttlSeconds: number;
}

const view = viewBy(InvitationView);

export class PostgresInvitationDesk extends InvitationDesk {
  private readonly users = new Users();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly links: InvitationLinks,
  ) {
    super();
  }

  invite(request: WriteRequest, input: InvitationInput): Promise<InvitationView> {
    return this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      once(tx, request.repeatable, () => this.store(tx, request, input)),
    );
  }

  private async store(
    tx: AccountTransaction,
    { principal }: WriteRequest,
    { email, role, group_ids: groupIds = null }: InvitationInput,
  ): Promise<InvitationView> {
    const unknown = await this.users.unknownGroups(tx, groupIds ?? []);
    if (unknown.length > 0) throw unknownGroups(unknown);
    await demandNewcomer(tx, email);
    const { accountId } = tx.scope;
    const token = newToken();
    const expiresAt = new Date(this.clock.now() + this.links.ttlSeconds * 1_000);
    await tx.query('DELETE FROM invitation WHERE lower(email) = lower($1)', [email]);
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO invitation (account_id, email, role, group_ids, token_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [accountId, email, role, groupIds, hashSecret(token), expiresAt],
    );
    const invitation = view(await tx.entities.findOneByOrFail(Invitation, { id: Number(rows[0]?.id) }));
    const { name, key } = principal.account;
    const mail = invitationMail(linkTo(this.links.publicUrl, 'accept-invitation', token), name, key);
    await queueMail(tx, { ...mail, accountId, kind: 'invitation', to: email, expiresAt });
    await recordAudit(tx, credentialOf(principal), {
      ...{ action: 'created', kind: 'invitation', id: invitation.id },
      changes: changesBetween(null, { email, role, group_ids: groupIds }),
    });
    return invitation;
  }
}

/** Only users of the account itself are told of: others have the address maybe, but that is nobody's business here. */
async function demandNewcomer(tx: AccountTransaction, email: string): Promise<void> {
  const { rowCount } = await tx.query('SELECT FROM account_user WHERE lower(email) = lower($1)', [email]);
  if (rowCount !== 0) throw new InvalidFields({ email: ['There is a user with this mail address already.'] });
}
