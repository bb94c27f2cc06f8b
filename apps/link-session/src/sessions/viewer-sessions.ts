import type { LinkStanding, TrackingLink } from '@yipii/domain';
import { hashOfToken, problemOfSession, type LinkAccessStore, type LinkSession } from '@yipii/live';
import { TrackingSessions, type WorkerUnitOfWork } from '@yipii/persistence';
import { TrackingRefusal } from '@yipii/platform';
import { topics, trackingErrors } from '@yipii/protocol';
import type { LinkDirectory } from '../links/link-directory';
import type { LinkTimes } from '../links/link-times';

/** How often it is written down that a session is in use; of one that use prolongs, several times in its life. */
const SEEN_MS = 60_000;
const SEEN_IN_LIFE = 4;
const MAX_SEEN = 100_000;

/** A viewer with a session that is valid for the link. */
export interface LinkViewer {
  readonly tokenHash: string;
  readonly session: LinkSession;
  readonly link: TrackingLink;
  readonly standing: LinkStanding;
}

/** Where sessions of viewers and their links are found. */
export class ViewerStores {
  constructor(
    readonly access: LinkAccessStore,
    readonly links: Pick<LinkDirectory, 'demand'>,
    readonly unitOfWork: WorkerUnitOfWork,
  ) {}
}

/** The sessions of viewers in use. */
export class ViewerSessions {
  private readonly sessions = new TrackingSessions();
  private readonly seenAt = new Map<string, number>();

  constructor(
    private readonly stores: ViewerStores,
    private readonly times: LinkTimes,
  ) {}

  /**
   * Returns who has a session of a link that has not ended.
   * @throws TrackingRefusal
   */
  async demand(uuid: string, token: string | null): Promise<LinkViewer> {
    const viewer = await this.demandSession(uuid, token);
    const link = await this.stores.links.demand(uuid);
    const standing = this.times.standingOf(link);
    if (standing.end) throw new TrackingRefusal(trackingErrors.linkInactive);
    const session = await this.seen(viewer, link);
    return { ...viewer, session, link, standing };
  }

  /** Ends a session with its sockets. @throws TrackingRefusal */
  async end(uuid: string, token: string | null): Promise<void> {
    const { tokenHash, session } = await this.demandSession(uuid, token);
    await this.stores.unitOfWork.run(async (tx) => {
      await this.sessions.end(tx, [session.handle], 'ended by its viewer');
      await this.stores.access.removeSession(tokenHash);
      const expiresAt = new Date(session.expiresAt).toISOString();
      const event = { kind: 'session', id: session.handle, reason: 'ended by its viewer', expiresAt };
      await tx.emit(topics.accessRevoked, { key: `session:${session.handle}`, event });
    });
  }

  private async demandSession(
    uuid: string,
    token: string | null,
  ): Promise<Pick<LinkViewer, 'tokenHash' | 'session'>> {
    const tokenHash = hashOfToken(token ?? '');
    const session = tokenHash === null ? null : await this.stores.access.session(tokenHash);
    const problem = problemOfSession(session, uuid, this.times.now());
    if (problem || !session || tokenHash === null)
      throw new TrackingRefusal(problem ?? trackingErrors.invalidSessionToken);
    return { tokenHash, session };
  }

  /** Writes down, now and then, that it is in use, which may prolong it. */
  private async seen(
    { tokenHash, session }: Pick<LinkViewer, 'tokenHash' | 'session'>,
    { sessionSliding, sessionTtlSeconds }: TrackingLink,
  ): Promise<LinkSession> {
    const now = this.times.now();
    const lifeMs = sessionTtlSeconds * 1_000;
    const everyMs = sessionSliding ? Math.min(SEEN_MS, lifeMs / SEEN_IN_LIFE) : SEEN_MS;
    if (now - (this.seenAt.get(session.handle) ?? 0) < everyMs) return session;
    this.remember(session.handle, now);
    const expiresAt = sessionSliding ? now + lifeMs : null;
    await this.stores.unitOfWork.run((tx) =>
      this.sessions.seen(tx, session.handle, new Date(now), expiresAt === null ? null : new Date(expiresAt)),
    );
    if (expiresAt === null) return session;
    const prolonged = { ...session, expiresAt };
    await this.stores.access.putSession(tokenHash, prolonged);
    return prolonged;
  }

  private remember(handle: string, now: number): void {
    this.seenAt.delete(handle);
    this.seenAt.set(handle, now);
    for (const [oldest] of this.seenAt) {
      if (this.seenAt.size <= MAX_SEEN) return;
      this.seenAt.delete(oldest);
    }
  }
}
