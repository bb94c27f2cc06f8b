import { credentialOf, type AccountScope } from '@yipii/domain';
import {
  recordAudit,
  RegistryRepository,
  TrackingLinkRow,
  TrackingSessions,
  type AccountTransaction,
  type ListedViewer,
  type UnitOfWork,
} from '@yipii/persistence';
import { InvalidFields, viewBy, type WriteRequest } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { Refusal } from '../errors';
import { comparableAddress } from './link-fields';
import { tellLinkChanged } from './tell-link';
import { LinkViewerView } from './tracking-link.schema';

const links = new RegistryRepository(TrackingLinkRow);
const sessions = new TrackingSessions();
const shown = viewBy(LinkViewerView);

/** Who follows a link, as its account sees and ends it. Sessions are link-session's, which is asked to end them. */
export class ManageViewers {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  list(scope: AccountScope, uuid: string): Promise<LinkViewerView[]> {
    return this.unitOfWork.inAccount(scope, async (tx) => {
      await linkOf(tx, uuid);
      return (await sessions.listOf(tx, uuid)).map(toView);
    });
  }

  /** @throws Refusal NOT_FOUND */
  revokeOne(request: WriteRequest, uuid: string, sessionId: string): Promise<void> {
    return this.change(request, uuid, 'session_revoked', async (tx) => {
      const session = (await sessions.listOf(tx, uuid)).find(({ id }) => id === sessionId);
      if (!session) throw new Refusal('NOT_FOUND', 'There is no such session.');
      await ask(tx, uuid, { kind: 'revoke_session', sessionId });
      await tellRevoked(tx, [session]);
    });
  }

  revokeAll(request: WriteRequest, uuid: string): Promise<void> {
    return this.change(request, uuid, 'sessions_revoked', async (tx) => {
      await ask(tx, uuid, { kind: 'revoke_all' });
      await tellRevoked(tx, await sessions.endsOf(tx, uuid));
    });
  }

  revokePerson(request: WriteRequest, uuid: string, email: string): Promise<void> {
    const address = addressOf(email);
    return this.change(request, uuid, 'viewer_barred', async (tx, link) => {
      const barredEmails = [...new Set([...link.barredEmails, address])];
      await links.update(tx, link.id, { barredEmails });
      await tellLinkChanged(tx, link.id);
      await tellRevoked(tx, await sessions.endsOf(tx, uuid, address));
    });
  }

  unlock(request: WriteRequest, uuid: string, email: string): Promise<void> {
    const address = addressOf(email);
    return this.change(request, uuid, 'viewer_unlocked', (tx) =>
      ask(tx, uuid, { kind: 'unlock', email: address }),
    );
  }

  private change(
    { principal }: WriteRequest,
    uuid: string,
    action: string,
    work: (tx: AccountTransaction, link: TrackingLinkRow) => Promise<void>,
  ): Promise<void> {
    return this.unitOfWork.inAccount(principal.scope, async (tx) => {
      const link = await linkOf(tx, uuid);
      await work(tx, link);
      // Addresses of viewers are not kept as long as the log.
      await recordAudit(tx, credentialOf(principal), {
        action,
        kind: 'tracking_link',
        id: uuid,
        changes: {},
      });
    });
  }
}

async function linkOf(tx: AccountTransaction, uuid: string): Promise<TrackingLinkRow> {
  const link = await links.findToChange(tx, { uuid });
  if (!link) throw new Refusal('NOT_FOUND', 'There is no such tracking link.');
  return link;
}

/** Ends the sockets of sessions at once: nobody waits for link-session. */
async function tellRevoked(
  tx: AccountTransaction,
  ended: readonly Pick<ListedViewer, 'id' | 'expiresAt'>[],
): Promise<void> {
  const reason = 'revoked by its account';
  const revocations = ended.map(({ id, expiresAt }) => ({
    key: `session:${id}`,
    event: { kind: 'session' as const, id, reason, expiresAt: expiresAt.toISOString() },
  }));
  await tx.emit(topics.accessRevoked, ...revocations);
}

function addressOf(text: string): string {
  const address = comparableAddress(text);
  if (address === null) throw new InvalidFields({ email: ['email must be a mail address.'] });
  return address;
}

interface Wish {
  readonly kind: 'revoke_session' | 'revoke_all' | 'unlock';
  readonly sessionId?: string;
  readonly email?: string;
}

async function ask(tx: AccountTransaction, uuid: string, { kind, sessionId, email }: Wish): Promise<void> {
  await tx.query(
    'INSERT INTO link_task (account_id, link_uuid, kind, session_id, email) VALUES ($1, $2, $3, $4, $5)',
    [tx.scope.accountId, uuid, kind, sessionId ?? null, email ?? null],
  );
}

function toView({ email, createdAt, ...viewer }: ListedViewer): LinkViewerView {
  return shown({ ...viewer, viewer: email ?? 'anonymous', since: createdAt });
}
