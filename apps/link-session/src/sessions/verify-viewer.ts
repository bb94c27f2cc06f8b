import { requirementsOf, type TrackingLink } from '@yipii/domain';
import { InvalidFields, TrackingRefusal } from '@yipii/platform';
import { trackingErrors } from '@yipii/protocol';
import type { LinkDirectory } from '../links/link-directory';
import type { LinkTimes } from '../links/link-times';
import type { EmailOutcome, EmailVerification } from '../links/verify-email.ports';
import type { AnnouncePosition } from '../positions/announce-position';
import type { OpenedSession, OpenSession } from './open-session';

/** What a viewer sends to `verify`. */
export interface GivenAccess {
  readonly email?: string;
  readonly code?: string;
  readonly challenge_id?: string;
}

type SentCode = Extract<EmailOutcome, { kind: 'code_sent' }>;

/** How viewers show what a link asks for. */
export class VerifyAccess {
  constructor(
    private readonly links: LinkDirectory,
    private readonly emails: EmailVerification,
    private readonly times: LinkTimes,
  ) {}

  /** @throws TrackingRefusal, InvalidFields, and what `EmailVerification` throws */
  async run(
    uuid: string,
    given: GivenAccess,
  ): Promise<{ readonly link: TrackingLink; readonly outcome: EmailOutcome | null }> {
    const link = await this.links.demand(uuid);
    if (this.times.standingOf(link).end) throw new TrackingRefusal(trackingErrors.linkInactive);
    if (requirementsOf(link.access).length === 0) return { link, outcome: null };
    const { email, code, challenge_id: challengeId } = given;
    if (email === undefined) throw new InvalidFields({ email: ['email is required.'] });
    return { link, outcome: await this.emails.verify(link, { email, code, challengeId }) };
  }
}

/** Gives a session to whoever shows what the link asks for. */
export class VerifyViewer {
  constructor(
    private readonly access: VerifyAccess,
    private readonly sessions: OpenSession,
    private readonly position: AnnouncePosition,
  ) {}

  /** @param ip truncated */
  async run(uuid: string, given: GivenAccess, ip: string | null): Promise<OpenedSession | SentCode> {
    const { outcome } = await this.access.run(uuid, given);
    if (outcome?.kind === 'code_sent') return outcome;
    const { email = null, isVerifiedByCode = false } = outcome ?? {};
    const session = await this.sessions.run(uuid, { email, isVerifiedByCode }, { ip });
    this.position.soon(session.link);
    return session;
  }
}
