import { createHash } from 'node:crypto';
import type { LinkStatus } from '@yipii/domain';
import { linkGrantId, sessionGrantId, trackingErrors, type Grant } from '@yipii/protocol';
import type { LinkSession, LinkState } from './link-access.ports';

/** The form of a session token: 32 random bytes. */
const SESSION_TOKEN = /^yts_[A-Za-z0-9_-]{43}$/;
const SESSION_ID = sessionGrantId('');

/** Why somebody has no access to a link. */
export type AccessProblem = (typeof trackingErrors)[keyof typeof trackingErrors];

const OF_STATUS: Readonly<Record<LinkStatus, AccessProblem | null>> = {
  active: null,
  // Viewers may wait for what they may not see yet.
  not_yet_visible: null,
  withheld: null,
  not_started: trackingErrors.outsideSchedule,
  outside_schedule: trackingErrors.outsideSchedule,
  expired: trackingErrors.linkInactive,
  disabled: trackingErrors.linkInactive,
  deleted: trackingErrors.linkNotFound,
};

/** Returns whether the auth string is meant as a session token, well-formed or not. */
export function isSessionToken(auth: string): boolean {
  return auth.startsWith('yts_');
}

/** Returns the hash under which a session is stored; null for anything but a token. */
export function hashOfToken(token: string): string | null {
  return SESSION_TOKEN.test(token) ? createHash('sha256').update(token).digest('hex') : null;
}

/** Returns why a session gives no access to the link at `now` (epoch ms); null: it does. */
export function problemOfSession(
  session: LinkSession | null,
  linkUuid: string,
  now: number,
): AccessProblem | null {
  if (session?.linkUuid !== linkUuid) return trackingErrors.invalidSessionToken;
  return session.expiresAt <= now ? trackingErrors.sessionExpired : null;
}

/** Returns why the channel of a link is closed at `now` (epoch ms); null: it is open to viewers. */
export function problemOfLink(link: LinkState | null, now: number): AccessProblem | null {
  if (!link) return trackingErrors.linkNotFound;
  if (link.status !== 'deleted' && isOver(link, now)) return trackingErrors.linkInactive;
  return OF_STATUS[link.status];
}

/**
 * Returns the handle of the session that a viewer's grant for the link depends on; null for any other
 * grant.
 */
export function viewerHandle({ ids, accountId }: Grant, linkUuid: string): string | null {
  const session = ids.find((id) => id.startsWith(SESSION_ID));
  if (accountId !== undefined || session === undefined || !ids.includes(linkGrantId(linkUuid))) return null;
  return session.slice(SESSION_ID.length);
}

/** Returns a link as it stands after a revocation. @param revokedAt epoch ms; null: it was not revoked */
export function withRevocation(link: LinkState, revokedAt: number | null): LinkState {
  const { readAt = Infinity } = link;
  return revokedAt !== null && revokedAt >= readAt ? { ...link, status: 'disabled' } : link;
}

function isOver({ expiresAt }: LinkState, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
