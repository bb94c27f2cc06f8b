import type { TimerTable } from '@yipii/platform';
import { topics } from '@yipii/protocol';

interface SessionTimer {
  readonly handle: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
}

/** Ends sessions that were not used for long enough, or are too old, with the sockets that they have opened. */
export function sessionTimers(idleSeconds: number): TimerTable<SessionTimer> {
  return {
    kind: 'user_session',
    table: 'user_session',
    primaryKey: 'id',
    columns: ['handle', 'last_seen_at', 'expires_at'],
    fire: async ({ subject, dueAt, row: { handle, last_seen_at: seen, expires_at: expiresAt } }, tx) => {
      const idleAt = Date.parse(seen) + idleSeconds * 1_000;
      const endsAt = Math.min(idleAt, Date.parse(expiresAt));
      if (endsAt > dueAt) return { nextDueAt: endsAt, events: [] };
      await tx.query('DELETE FROM user_session WHERE id = $1', [subject]);
      const event = { kind: 'user_session', id: handle, reason: 'session expired' } as const;
      return { nextDueAt: null, events: [{ topic: topics.accessRevoked, key: handle, event }] };
    },
  };
}
