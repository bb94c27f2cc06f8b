import type { ListedSession, SessionRecord } from '@yipii/persistence';

export interface SessionOwner {
  readonly accountId: number;
  readonly userId: number;
}

/** A session that has just begun. */
export interface OpenedSession {
  /** For the cookie: stored as SHA-256 only. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** The sessions of users. */
export abstract class Sessions {
  /** Begins a session, in place of another one of the same browser. */
  abstract open(
    owner: SessionOwner,
    browser: { readonly userAgent: string | undefined; readonly token: string | undefined },
  ): Promise<OpenedSession>;

  /** Returns the living session of a token, which counts as a use of it. */
  abstract find(token: string): Promise<SessionRecord | null>;

  /** Ends the session of a token, and what it has opened. */
  abstract close(token: string): Promise<void>;

  /** Returns the living sessions of a user, the newest first. */
  abstract listOf(userId: number): Promise<readonly ListedSession[]>;

  /** Ends one session of a user. Returns false if it is not there. */
  abstract end(userId: number, id: string): Promise<boolean>;
}
