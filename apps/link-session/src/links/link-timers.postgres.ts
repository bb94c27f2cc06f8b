import { TrackingSessions, type LivingSession } from '@yipii/persistence';
import type { TimerTable } from '@yipii/platform';
import type { SettleLink } from './settle-link';
import type { EmailVerification } from './verify-email.ports';

const sessions = new TrackingSessions();

/** Links that begin, open, close or end by time. */
export function linkTimers(settle: SettleLink): TimerTable<object> {
  return {
    ...{ kind: 'link', table: 'link_state', primaryKey: 'link_uuid', columns: [] },
    fire: ({ subject }, tx) => settle.run(tx, subject),
  };
}

/** Sessions whose life was shortened. */
export function sessionTimers(settle: SettleLink): TimerTable<object> {
  return {
    ...{ kind: 'tracking_session', table: 'tracking_session', primaryKey: 'id', columns: [] },
    fire: async ({ subject }, tx) => {
      const session = await sessions.find(tx, subject);
      if (!session) return { nextDueAt: null, events: [] };
      await sessions.end(tx, [subject], 'its life was shortened');
      return { nextDueAt: null, events: await settle.revoke([session], 'its life was shortened') };
    },
  };
}

interface Task {
  readonly link_uuid: string;
  readonly kind: 'changed' | 'revoke_session' | 'revoke_all' | 'unlock';
  readonly session_id: string | null;
  readonly email: string | null;
}

/** What the API asks for. Each is done once, and then gone. */
export function linkTasks(settle: SettleLink, emails: EmailVerification): TimerTable<Task> {
  return {
    ...{ kind: 'link_task', table: 'link_task', primaryKey: 'id' },
    columns: ['link_uuid', 'kind', 'session_id', 'email'],
    fire: async ({ subject, row: { link_uuid: uuid, kind, session_id: sessionId, email } }, tx) => {
      await tx.query('DELETE FROM link_task WHERE id = $1', [subject]);
      if (kind === 'changed') return { ...(await settle.run(tx, uuid)), nextDueAt: null };
      if (kind === 'unlock') await emails.unlock(uuid, email ?? '');
      if (kind === 'unlock') return { nextDueAt: null, events: [] };
      const isMeant = ({ id }: LivingSession): boolean => kind === 'revoke_all' || id === sessionId;
      const meant = (await sessions.ofLink(tx, uuid)).filter(isMeant);
      const ids = meant.map(({ id }) => id);
      await sessions.end(tx, ids, 'revoked by its account');
      return { nextDueAt: null, events: await settle.revoke(meant, 'revoked by its account') };
    },
  };
}
