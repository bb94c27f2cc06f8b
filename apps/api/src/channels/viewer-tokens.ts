import type { Principal } from '@yipii/domain';
import { hashOfToken, isSessionToken, type LinkAccess } from '@yipii/live';
import {
  bearerOf,
  TrackingRefusal,
  type Clock,
  type CredentialKind,
  type CredentialRequest,
} from '@yipii/platform';
import { trackingErrors } from '@yipii/protocol';

/** Viewers of links have no account. */
const NOBODYS = { account: { key: '', name: '' }, scope: { accountId: 0, assets: [] }, scopes: [] };

/** Session tokens of viewers of tracking links, looked up at every use. */
export class ViewerTokens implements CredentialKind {
  constructor(
    private readonly access: LinkAccess,
    private readonly clock: Clock,
  ) {}

  find(request: CredentialRequest): string | null {
    const bearer = bearerOf(request);
    if (bearer !== null) return isSessionToken(bearer) ? bearer : null;
    const header = request.headers['x-tracking-session'];
    return typeof header === 'string' ? header : null;
  }

  /** @throws TrackingRefusal */
  async verify(token: string): Promise<Principal> {
    const tokenHash = hashOfToken(token);
    const session = tokenHash === null ? null : await this.access.session(tokenHash);
    if (!session) throw new TrackingRefusal(trackingErrors.invalidSessionToken);
    const { linkUuid, handle, expiresAt } = session;
    if (expiresAt <= this.clock.now()) throw new TrackingRefusal(trackingErrors.sessionExpired);
    return { kind: 'tracking_session', ...NOBODYS, handle, linkUuid, expiresAt };
  }
}
