import type { RedisClient } from '@yipii/platform';
import {
  ENDED_SESSION_KEPT_MS,
  LinkAccessStore,
  type LinkSession,
  type LinkState,
} from './link-access.ports';

/** `session:{SHA-256 of the token}` and `link:{uuid}`, as JSON. */
export class RedisLinkAccess extends LinkAccessStore {
  constructor(private readonly redis: RedisClient) {
    super();
  }

  async session(tokenHash: string): Promise<LinkSession | null> {
    return parse(await this.redis.get(sessionKey(tokenHash))) as LinkSession | null;
  }

  async link(linkUuid: string): Promise<LinkState | null> {
    return parse(await this.redis.get(linkKey(linkUuid))) as LinkState | null;
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
}

function sessionKey(tokenHash: string): string {
  return `session:${tokenHash}`;
}

function linkKey(linkUuid: string): string {
  return `link:${linkUuid}`;
}

/** Written by our own side alone. */
function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
