import type { LinkStatus } from '@yipii/domain';

/** A tracking link as far as access to its channel depends on it. Times are epoch ms. */
export interface LinkState {
  readonly status: LinkStatus;
  /** Null: no end is set. */
  readonly expiresAt: number | null;
  /** When its schedule opens or closes next. */
  readonly nextChangeAt: number | null;
  /** Sockets at a time; null: any number. */
  readonly maxViewers: number | null;
  /** When link-session read the link; absent: not told. What was revoked since is not in here. */
  readonly readAt?: number;
}

/** A viewer's session. */
export interface LinkSession {
  readonly linkUuid: string;
  /** Names the session in place of its token; opaque. */
  readonly handle: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** What an account or its viewer has ended, and link-session may not know of yet. */
export interface ViewerRevocation {
  readonly kind: 'session' | 'link';
  /** The handle of the session, or the UUID of the link. */
  readonly id: string;
  /** When it was revoked. What link-session has read of a link since then holds again. Epoch ms. */
  readonly at: number;
  /** Until when it is kept, epoch ms. */
  readonly until: number;
}

/** Who may follow which link, without a look into the database: a storm of reconnects stays off it. */
export abstract class LinkAccess {
  /**
   * `tokenHash` is the lower-case hexadecimal SHA-256 of the token. Null: there is none, it was revoked, or it ended
   * long ago.
   */
  abstract session(tokenHash: string): Promise<LinkSession | null>;
  /** Null: there never was such a link. One that was revoked since link-session read it is `disabled`. */
  abstract link(linkUuid: string): Promise<LinkState | null>;
}

/** The side of link-session, which writes before it tells anybody of a change. */
export abstract class LinkAccessStore extends LinkAccess {
  /** Kept for {@link ENDED_SESSION_KEPT_MS} beyond its end, so that a viewer hears that it ended. */
  abstract putSession(tokenHash: string, session: LinkSession): Promise<void>;
  abstract removeSession(tokenHash: string): Promise<void>;
  abstract putLink(linkUuid: string, state: LinkState): Promise<void>;
  /** Of a link that is gone. */
  abstract removeLink(linkUuid: string): Promise<void>;
  /** The side of the API: holds while link-session is away, and over restarts of every gateway. */
  abstract revoke(revocation: ViewerRevocation): Promise<void>;
}

export const ENDED_SESSION_KEPT_MS = 24 * 3_600_000;
