import { SCOPES_OF_ROLE, type Principal } from '@yipii/domain';
import type { SessionRecord } from '@yipii/persistence';
import type { CredentialKind, CredentialRequest } from '@yipii/platform';
import { Refusal } from '../errors';
import { isSameOrigin } from './same-origin';
import type { SessionCookie } from './session-cookie';
import { isCsrfTokenOf } from './session-token';
import type { Sessions } from './sessions.ports';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** The session of a user, by the cookie of a browser. */
export class AuthenticateSession implements CredentialKind {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly publicUrl: string,
  ) {}

  /**
   * Returns null beside an Authorization header, or if the cookie comes from another origin, where cookies do not count.
   * @throws Refusal CSRF_TOKEN_INVALID if the request may change something and its `X-CSRF-Token` is not the session's
   */
  find({ method, headers }: CredentialRequest): string | null {
    const token = headers.authorization === undefined ? this.cookie.read(headers.cookie) : undefined;
    if (token === undefined || !isSameOrigin(headers, this.publicUrl)) return null;
    const csrfToken = headers['x-csrf-token'];
    if (
      !SAFE_METHODS.includes(method) &&
      !isCsrfTokenOf(token, typeof csrfToken === 'string' ? csrfToken : undefined)
    )
      throw new Refusal('CSRF_TOKEN_INVALID', 'Send the CSRF token of your session as X-CSRF-Token.');
    return token;
  }

  /** @throws Refusal INVALID_TOKEN for a session that has ended */
  async verify(token: string): Promise<Principal> {
    const session = await this.sessions.find(token);
    if (!session) throw new Refusal('INVALID_TOKEN', 'You are not signed in any more.');
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
