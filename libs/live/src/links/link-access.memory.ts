import type { Clock } from '@yipii/platform';
import {
  ENDED_SESSION_KEPT_MS,
  LinkAccessStore,
  type LinkSession,
  type LinkState,
} from './link-access.ports';

/** For a single process; whoever starts it fills it from the database. */
export class MemoryLinkAccess extends LinkAccessStore {
  private readonly sessions = new Map<string, LinkSession>();
  private readonly links = new Map<string, LinkState>();

  constructor(private readonly clock: Clock) {
    super();
  }

  session(tokenHash: string): Promise<LinkSession | null> {
    const session = this.sessions.get(tokenHash);
    return Promise.resolve(session && !this.isForgotten(session) ? session : null);
  }

  link(linkUuid: string): Promise<LinkState | null> {
    return Promise.resolve(this.links.get(linkUuid) ?? null);
  }

  putSession(tokenHash: string, session: LinkSession): Promise<void> {
    this.forgetOld();
    this.sessions.set(tokenHash, session);
    return Promise.resolve();
  }

  removeSession(tokenHash: string): Promise<void> {
    this.sessions.delete(tokenHash);
    return Promise.resolve();
  }

  putLink(linkUuid: string, state: LinkState): Promise<void> {
    this.links.set(linkUuid, state);
    return Promise.resolve();
  }

  removeLink(linkUuid: string): Promise<void> {
    this.links.delete(linkUuid);
    return Promise.resolve();
  }

  /** Most live equally long: the oldest end first, and one that does not only waits for them. */
  private forgetOld(): void {
    for (const [tokenHash, session] of this.sessions) {
      if (!this.isForgotten(session)) return;
      this.sessions.delete(tokenHash);
    }
  }

  private isForgotten({ expiresAt }: LinkSession): boolean {
    return expiresAt + ENDED_SESSION_KEPT_MS <= this.clock.now();
  }
}
