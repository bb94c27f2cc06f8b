import type { Request, Response } from 'express';
import { Refusal } from '../errors';
import { isSameOrigin } from './same-origin';
import type { SessionCookie } from './session-cookie';
import type { SignedInView } from './session.schema';
import { csrfTokenOf } from './session-token';
import type { SessionOwner, Sessions } from './sessions.ports';

/** The session cookie of a browser. */
export class BrowserSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly publicUrl: string,
  ) {}

  /**
   * A page of others must not be able to sign their user in, e.g. as the attacker.
   * @throws Refusal FORBIDDEN
   */
  demandSameOrigin({ headers }: Request): void {
    if (isSameOrigin(headers, this.publicUrl)) return;
    throw new Refusal('FORBIDDEN', 'This works on the pages of this server only.');
  }

  /** Signs in: a new session, in place of the one that the browser had. */
  async open(owner: SessionOwner, request: Request, response: Response): Promise<SignedInView> {
    const { cookie, 'user-agent': userAgent } = request.headers;
    const { token, expiresAt } = await this.sessions.open(owner, {
      userAgent,
      token: this.cookie.read(cookie),
    });
    response.append('Set-Cookie', this.cookie.set(token, expiresAt));
    return { csrf_token: csrfTokenOf(token), expires_at: expiresAt.toISOString() };
  }

  /** The CSRF token of the session, for a page that is loaded again. */
  show({ headers }: Request, expiresAt: number): SignedInView {
    const token = this.cookie.read(headers.cookie);
    if (token === undefined) throw new Refusal('FORBIDDEN', 'Only users have sessions.');
    return { csrf_token: csrfTokenOf(token), expires_at: new Date(expiresAt).toISOString() };
  }

  /** Signs out. */
  async close({ headers }: Request, response: Response): Promise<void> {
    const token = this.cookie.read(headers.cookie);
    if (token !== undefined) await this.sessions.close(token);
    response.append('Set-Cookie', this.cookie.clear());
  }
}
