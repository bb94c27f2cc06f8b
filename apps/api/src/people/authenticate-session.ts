import type { IncomingHttpHeaders } from 'node:http';
import { SCOPES_OF_ROLE, type Principal } from '@yipii/domain';
import type { SessionRecord } from '@yipii/persistence';
import { Refusal } from '../errors';
import { isSameOrigin } from './same-origin';
import type { SessionCookie } from './session-cookie';
import { isCsrfTokenOf } from './session-token';
import type { Sessions } from './sessions.ports';

export interface SessionRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Finds out which user a request's cookie stands for. */
export class AuthenticateSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly publicUrl: string,
  ) {}

  /**
   * Returns null without a cookie, or if it comes from another origin, where cookies do not count.
   * @throws Refusal INVALID_TOKEN for a session that has ended; CSRF_TOKEN_INVALID if the request may change something
   * and its `X-CSRF-Token` is not the session's
   */
  async run({ method, headers }: SessionRequest): Promise<Principal | null> {
    const token = this.cookie.read(headers.cookie);
    if (token === undefined || !isSameOrigin(headers, this.publicUrl)) return null;
    const session = await this.sessions.find(token);
    if (!session) throw new Refusal('INVALID_TOKEN', 'You are not signed in any more.');
    const csrfToken = headers['x-csrf-token'];
    if (
      !SAFE_METHODS.includes(method) &&
      !isCsrfTokenOf(token, typeof csrfToken === 'string' ? csrfToken : undefined)
    )
      throw new Refusal('CSRF_TOKEN_INVALID', 'Send the CSRF token of your session as X-CSRF-Token.');
    return principalOf(session);
  }
}

export function principalOf(session: SessionRecord): Principal {
  const { userId, handle, accountId, accountKey, accountName, role, assetIds, expiresAt } = session;
  return {
    ...{ kind: 'user', userId: String(userId), sessionId: handle },
    account: { key: accountKey, name: accountName },
    scope: { accountId, assets: assetIds },
    scopes: SCOPES_OF_ROLE[role],
    expiresAt: expiresAt.getTime(),
  };
}
