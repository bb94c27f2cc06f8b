import {
  hashOfToken,
  isSessionToken,
  problemOfLink,
  problemOfSession,
  viewerHandle,
  type LinkAccess,
  type LinkState,
} from '@yipii/live';
import {
  GRANT_USE_MS,
  linkGrantId,
  openGrant,
  sessionGrantId,
  trackingChannel,
  trackingErrors,
  closeReasons,
  trackingClose,
  trackingRefusal,
  viewerGrant,
  type SubscribeFrame,
  type TrackingError,
} from '@yipii/protocol';
import { grantedAdmission, refusal, type AdmissionOutcome, type RefusedAdmission } from './admission';
import type { ClientIdentity } from './app-policy';

export interface TrackingPolicySettings {
  readonly appKey: string;
  /** The first signs, all verify. */
  readonly grantKeys: readonly string[];
}

/** Returns the id under which the last change of a link's end is remembered. */
export const linkEndId = (linkUuid: string): string => `link-end:${linkUuid}`;

/** Returns the id under which it is remembered when a link was last ended by its account. */
export const linkRevocationId = (linkUuid: string): string => `link-revoked:${linkUuid}`;

/** Recent revocations and other changes. */
export interface RevocationLookup {
  has(id: string): boolean;
  /** Returns when it last happened, epoch ms; null: not recently. */
  at(id: string): number | null;
}

/** A session that is valid for this link. */
interface LinkViewer {
  readonly handle: string;
  readonly sessionEndsAt: number;
}

/**
 * The channels of tracking links, by a grant of `/broadcasting/auth` or by a session token itself. Session
 * and link are looked up again, since they may have ended since.
 */
export class TrackingPolicy {
  constructor(
    private readonly settings: TrackingPolicySettings,
    private readonly access: LinkAccess,
    private readonly revocations: RevocationLookup,
    private readonly now: () => number,
  ) {}

  /** Does not reject: if session or link can't be read it returns a refusal with 503. */
  async admit(linkUuid: string, frame: SubscribeFrame, identity: ClientIdentity): Promise<AdmissionOutcome> {
    const askedAt = this.now();
    try {
      const [viewer, link] = await Promise.all([
        this.viewerOf(linkUuid, frame, identity),
        this.access.link(linkUuid),
      ]);
      if ('name' in viewer) return refuseViewer(viewer);
      if (this.hasMovedSince(linkUuid, askedAt)) return await this.admit(linkUuid, frame, identity);
      const refused = problemOfLink(link, this.now());
      if (refused || !link) return refuseViewer(refused ?? trackingErrors.linkNotFound);
      return this.settle(linkUuid, { viewer, link, askedAt });
    } catch {
      return UNREADABLE;
    }
  }

  private viewerOf(
    linkUuid: string,
    { auth, channelData }: SubscribeFrame,
    { socketId }: ClientIdentity,
  ): Promise<LinkViewer | TrackingError> | LinkViewer | TrackingError {
    if (isSessionToken(auth)) return this.viewerOfToken(linkUuid, auth);
    const { appKey, grantKeys } = this.settings;
    const channel = trackingChannel(linkUuid);
    const grant = openGrant(auth, appKey, grantKeys, { socketId, channel, channelData });
    const handle = grant && viewerHandle(grant, linkUuid);
    if (!grant || handle === null) return trackingErrors.invalidSessionToken;
    const now = this.now();
    if (Math.abs(now - grant.issuedAt) > GRANT_USE_MS) return trackingErrors.invalidSessionToken;
    // The end of the link is the link's own, which may have changed since.
    const { sessionEndsAt = grant.expiresAt } = grant;
    return sessionEndsAt <= now ? trackingErrors.sessionExpired : { handle, sessionEndsAt };
  }

  private async viewerOfToken(linkUuid: string, token: string): Promise<LinkViewer | TrackingError> {
    const tokenHash = hashOfToken(token);
    const session = tokenHash === null ? null : await this.access.session(tokenHash);
    const problem = problemOfSession(session, linkUuid, this.now());
    if (problem || !session) return problem ?? trackingErrors.invalidSessionToken;
    return { handle: session.handle, sessionEndsAt: session.expiresAt };
  }

  private hasMovedSince(linkUuid: string, askedAt: number): boolean {
    const movedAt = this.revocations.at(linkEndId(linkUuid));
    return movedAt !== null && movedAt >= askedAt;
  }

  /** The account ends links before link-session knows of it, which may be away. */
  private hasEndedSince(linkUuid: string, { readAt }: LinkState, askedAt: number): boolean {
    const endedAt = this.revocations.at(linkGrantId(linkUuid)) ?? -Infinity;
    const revokedAt = this.revocations.at(linkRevocationId(linkUuid)) ?? -Infinity;
    return endedAt >= askedAt || revokedAt >= (readAt ?? Infinity);
  }

  /** Refuses what ended during the look-up. A link may be reopened, a session may not. */
  private settle(
    linkUuid: string,
    { viewer, link, askedAt }: { viewer: LinkViewer; link: LinkState; askedAt: number },
  ): AdmissionOutcome {
    const { handle, sessionEndsAt } = viewer;
    if (this.revocations.has(sessionGrantId(handle))) return refuseViewer(trackingErrors.invalidSessionToken);
    if (this.hasEndedSince(linkUuid, link, askedAt)) return refuseViewer(trackingErrors.linkInactive);
    const access = { linkUuid, handle, sessionEndsAt, linkEndsAt: link.expiresAt };
    const { maxViewers } = link;
    return grantedAdmission({ kind: 'link', linkUuid, maxViewers }, viewerGrant(access, this.now()));
  }
}

const UNREADABLE: RefusedAdmission = {
  ...refusal('AuthError', 503, 'Access can’t be checked right now: retry'),
  // pusher-js never retries a refused subscription by itself; after this close it reconnects and asks again.
  close: closeReasons.overCapacity,
};

function refuseViewer(error: TrackingError): RefusedAdmission {
  return { ...trackingRefusal(error), close: trackingClose(error) };
}
