import type { Principal } from '@yipii/domain';
import {
  problemOfLink,
  type AccessProblem,
  type LinkAccess,
  type LinkState,
  type ViewerCount,
} from '@yipii/live';
import { TrackingRefusal, type Clock } from '@yipii/platform';
import { signGrant, trackingChannel, trackingErrors, viewerGrant } from '@yipii/protocol';
import { Refusal } from '../errors';
import type { LiveApp } from './authorize-channels';

export type Viewer = Extract<Principal, { kind: 'tracking_session' }>;

/** Opens the channel of a tracking link to its viewers. */
export class AuthorizeViewer {
  constructor(
    private readonly access: LinkAccess,
    private readonly viewers: ViewerCount,
    private readonly app: LiveApp,
    private readonly clock: Clock,
  ) {}

  /** Returns the auth string. @throws TrackingRefusal, Refusal VIEWER_LIMIT */
  async run({ linkUuid, handle, expiresAt }: Viewer, socketId: string, channel: string): Promise<string> {
    if (channel !== trackingChannel(linkUuid)) throw new TrackingRefusal(trackingErrors.invalidSessionToken);
    const link = await this.access.link(linkUuid);
    const now = this.clock.now();
    const problem = problemOfLink(link, now);
    if (problem || !link) throw refusalOf(problem ?? trackingErrors.linkNotFound, link, now);
    await this.demandPlace(linkUuid, link);
    const [grantKey] = this.app.grantKeys;
    if (!grantKey) throw new Error('no grant key');
    const viewer = { linkUuid, handle, sessionEndsAt: expiresAt, linkEndsAt: link.expiresAt };
    return signGrant(this.app.appKey, grantKey, { socketId, channel }, viewerGrant(viewer, now));
  }

  /** Gateways decide; but stock clients can try again only after a refusal from here. */
  private async demandPlace(linkUuid: string, { maxViewers }: LinkState): Promise<void> {
    if (maxViewers === null || (await this.viewers.of(linkUuid)) < maxViewers) return;
    throw new Refusal('VIEWER_LIMIT', 'As many people as this link allows follow it now.');
  }
}

const LATER_S = 3_600;

/** Says when a link opens that is closed for now. */
function refusalOf(problem: AccessProblem, link: LinkState | null, now: number): TrackingRefusal {
  if (problem !== trackingErrors.outsideSchedule) return new TrackingRefusal(problem);
  const { nextChangeAt = null } = link ?? {};
  const opensIn = nextChangeAt === null ? LATER_S : Math.ceil((nextChangeAt - now) / 1_000);
  return new TrackingRefusal(problem, {
    retry_after: Math.max(1, opensIn),
    next_change_at: nextChangeAt === null ? null : new Date(nextChangeAt).toISOString(),
  });
}
