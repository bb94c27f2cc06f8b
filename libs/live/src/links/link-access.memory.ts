import type { Clock } from '@yipii/platform';
import {
  ENDED_SESSION_KEPT_MS,
  LinkAccessStore,
  type LinkSession,
  type LinkState,
  type ViewerRevocation,
} from './link-access.ports';
import { withRevocation } from './viewer-access';

/** For a single process; whoever starts it fills it from the database. */
export class MemoryLinkAccess extends LinkAccessStore {
  private readonly sessions = new Map<string, LinkSession>();
  private readonly links = new Map<string, LinkState>();
  /** By kind and id. */
  private readonly revocations = new Map<string, ViewerRevocation>();

  constructor(private readonly clock: Clock) {
    super();
  }

  session(tokenHash: string): Promise<LinkSession | null> {
    const session = this.sessions.get(tokenHash);
    const isKnown = session && !this.isForgotten(session);
    return Promise.resolve(isKnown && this.revokedAt('session', session.handle) === null ? session : null);
  }

  link(linkUuid: string): Promise<LinkState | null> {
    const link = this.links.get(linkUuid);
    return Promise.resolve(link ? withRevocation(link, this.revokedAt('link', linkUuid)) : null);
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

  revoke(revocation: ViewerRevocation): Promise<void> {
    const now = this.clock.now();
    for (const [key, { until }] of this.revocations) if (until <= now) this.revocations.delete(key);
    this.revocations.set(`${revocation.kind}:${revocation.id}`, revocation);
    return Promise.resolve();
  }

  private revokedAt(kind: ViewerRevocation['kind'], id: string): number | null {
    const revocation = this.revocations.get(`${kind}:${id}`);
    return revocation && revocation.until > this.clock.now() ? revocation.at : null;
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
