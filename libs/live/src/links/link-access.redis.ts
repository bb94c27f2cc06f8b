import type { RedisClient } from '@yipii/platform';
import {
  ENDED_SESSION_KEPT_MS,
  LinkAccessStore,
  type LinkSession,
  type LinkState,
  type ViewerRevocation,
} from './link-access.ports';
import { withRevocation } from './viewer-access';

/**
 * `session:{SHA-256 of the token}` and `link:{uuid}`, as JSON; when they were revoked, in epoch ms, as
 * `revoked:session:{handle}` and `revoked:link:{uuid}`.
 */
export class RedisLinkAccess extends LinkAccessStore {
  constructor(private readonly redis: RedisClient) {
    super();
  }

  async session(tokenHash: string): Promise<LinkSession | null> {
    const session = parse(await this.redis.get(sessionKey(tokenHash))) as LinkSession | null;
    return session && (await this.revokedAt('session', session.handle)) === null ? session : null;
  }

  async link(linkUuid: string): Promise<LinkState | null> {
    const [text, revokedAt] = await Promise.all([
      this.redis.get(linkKey(linkUuid)),
      this.revokedAt('link', linkUuid),
    ]);
    const link = parse(text) as LinkState | null;
    return link && withRevocation(link, revokedAt);
  }

  async putSession(tokenHash: string, session: LinkSession): Promise<void> {
    const forgetAt = session.expiresAt + ENDED_SESSION_KEPT_MS;
    await this.redis.set(sessionKey(tokenHash), JSON.stringify(session), {
      expiration: { type: 'PXAT', value: forgetAt },
    });
  }

  async removeSession(tokenHash: string): Promise<void> {
    await this.redis.del(sessionKey(tokenHash));
  }

  async putLink(linkUuid: string, state: LinkState): Promise<void> {
    await this.redis.set(linkKey(linkUuid), JSON.stringify(state));
  }

  async removeLink(linkUuid: string): Promise<void> {
    await this.redis.del(linkKey(linkUuid));
  }

  async revoke({ kind, id, at, until }: ViewerRevocation): Promise<void> {
    const expiration = { type: 'PXAT', value: until } as const;
    await this.redis.set(revocationKey(kind, id), String(at), { expiration });
  }

  private async revokedAt(kind: ViewerRevocation['kind'], id: string): Promise<number | null> {
    const at = await this.redis.get(revocationKey(kind, id));
    return at === null ? null : Number(at);
  }
}

function sessionKey(tokenHash: string): string {
  return `session:${tokenHash}`;
}

function linkKey(linkUuid: string): string {
  return `link:${linkUuid}`;
}

function revocationKey(kind: ViewerRevocation['kind'], id: string): string {
  return `revoked:${kind}:${id}`;
}

/** Written by our own side alone. */
function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
