import { isNumber, isObject, isOptional, isString } from '../events/guards';
import { equalSecrets, hmac } from './signatures';

/**
 * What a channel authorisation depends on. It travels inside the Pusher auth string (`KEY:SIGNATURE.GRANT`)
 * and is kept with the subscription, which ends when the grant expires or one of its ids is revoked. Ids
 * are opaque; viewers of links get handles, never database ids.
 */
export interface Grant {
  /** The ids whose revocation ends this grant: token, client or user, account; or session handle and link. */
  readonly ids: readonly string[];
  /** Epoch ms; the grant must be used within {@link GRANT_USE_MS}. */
  readonly issuedAt: number;
  /** Epoch ms at which access ends. */
  readonly expiresAt: number;
  /** The account that the connection counts for, on a fleet grant. */
  readonly accountId?: number;
  /**
   * The kinds of events that a fleet subscription delivers, by the scopes of its token; a viewer's grant
   * has none.
   */
  readonly kinds?: readonly EventKind[];
  /**
   * On the channel of a group, where the token is restricted to some assets: the only ones that the group may
   * hold. One more ends the subscription.
   */
  readonly assets?: readonly number[];
  /** What ends at `expiresAt`, on a viewer's grant. */
  readonly ends?: ViewerEnd;
  /** Epoch ms; when a viewer's session ends, however long the link lives. */
  readonly sessionEndsAt?: number;
}

/** `positions`: locations, statuses and the snapshot; `alerts`: alerts. */
export const EVENT_KINDS = ['positions', 'alerts'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** A viewer's access ends with the session or with the link, whichever is first. */
export type ViewerEnd = 'session' | 'link';

/** A viewer's session on a link, from which a grant is made. */
export interface ViewerAccess {
  readonly linkUuid: string;
  /** Stands for the session in place of its token; opaque. */
  readonly handle: string;
  /** Epoch ms. */
  readonly sessionEndsAt: number;
  /** Epoch ms; null: no end is set. */
  readonly linkEndsAt: number | null;
}

export const groupGrantId = (groupId: number): string => `asset_group:${groupId}`;
export const linkGrantId = (linkUuid: string): string => `link:${linkUuid}`;
export const sessionGrantId = (handle: string): string => `session:${handle}`;

/** Returns the grant of a viewer's subscription to a tracking channel. */
export function viewerGrant(
  { linkUuid, handle, sessionEndsAt, linkEndsAt }: ViewerAccess,
  now: number,
): Grant {
  const ids = [sessionGrantId(handle), linkGrantId(linkUuid)];
  return { ids, issuedAt: now, ...firstEnd(sessionEndsAt, linkEndsAt) };
}

/** Returns a viewer's grant with another end of its link (epoch ms, null: never). */
export function withLinkEnd(grant: Grant, linkEndsAt: number | null): Grant {
  return { ...grant, ...firstEnd(grant.sessionEndsAt ?? grant.expiresAt, linkEndsAt) };
}

function firstEnd(sessionEndsAt: number, linkEndsAt: number | null) {
  const linkIsFirst = linkEndsAt !== null && linkEndsAt <= sessionEndsAt;
  const expiresAt = linkIsFirst ? linkEndsAt : sessionEndsAt;
  return { expiresAt, ends: linkIsFirst ? 'link' : 'session', sessionEndsAt } as const;
}

/** Stands for the connection itself in place of a channel; no channel can have this name. */
export const CONNECTION_SUBJECT = '#connection';

/** A grant must be used this soon after it was made. */
export const GRANT_USE_MS = 60_000;

export interface GrantSubject {
  readonly socketId: string;
  readonly channel: string;
  readonly channelData?: string;
}

/**
 * Returns the auth string of a channel: `KEY:SIGNATURE.GRANT`. The HMAC-SHA256 covers
 * `socket_id:channel[:channel_data]:grant:<GRANT>`, so a truncated string does not verify.
 */
export function signGrant(appKey: string, grantKey: string, subject: GrantSubject, grant: Grant): string {
  const encoded = Buffer.from(JSON.stringify(grant)).toString('base64url');
  return `${appKey}:${signature(grantKey, subject, encoded)}.${encoded}`;
}

/**
 * Returns the grant in an auth string, or null if none of the keys signed it for this app, socket and
 * channel.
 */
export function openGrant(
  auth: string,
  appKey: string,
  grantKeys: readonly string[],
  subject: GrantSubject,
): Grant | null {
  const match = /^([^:]+):([0-9a-f]{64})\.([A-Za-z0-9_-]+)$/.exec(auth);
  if (!match) return null;
  const [, key = '', given = '', encoded = ''] = match;
  const signed = grantKeys.some((grantKey) => equalSecrets(signature(grantKey, subject, encoded), given));
  return signed && equalSecrets(key, appKey) ? parseGrant(encoded) : null;
}

function signature(
  grantKey: string,
  { socketId, channel, channelData }: GrantSubject,
  encoded: string,
): string {
  const parts = [socketId, channel, ...(channelData === undefined ? [] : [channelData]), 'grant', encoded];
  return hmac(grantKey, parts.join(':'));
}

function parseGrant(encoded: string): Grant | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return isGrant(value) ? value : null;
  } catch {
    return null;
  }
}

function isEventKinds(value: unknown): value is readonly EventKind[] {
  return Array.isArray(value) && value.every((kind) => EVENT_KINDS.includes(kind as EventKind));
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isNumber);
}

function isViewerEnd(value: unknown): value is ViewerEnd {
  return value === 'session' || value === 'link';
}

function isGrant(value: unknown): value is Grant {
  return (
    isObject(value) &&
    Array.isArray(value.ids) &&
    value.ids.every(isString) &&
    isNumber(value.issuedAt) &&
    isNumber(value.expiresAt) &&
    isOptional(value.accountId, isNumber) &&
    isOptional(value.kinds, isEventKinds) &&
    isOptional(value.assets, isNumbers) &&
    isOptional(value.sessionEndsAt, isNumber) &&
    isOptional(value.ends, isViewerEnd)
  );
}
