import type { GroupState } from '@yipii/live';
import {
  GRANT_USE_MS,
  openGrant,
  parseLiveChannel,
  type FleetChannel,
  type Grant,
  type SubscribeFrame,
} from '@yipii/protocol';
import {
  grantedAdmission,
  refusal as refuse,
  type AdmissionOutcome,
  type RefusedAdmission,
} from './admission';
import type { AppPolicy, ClientIdentity } from './app-policy';
import { holdsFor } from './group-access';
import type { RevocationLookup, TrackingPolicy } from './tracking-policy';

interface FleetPolicySettings {
  readonly appKey: string;
  /** The first signs, all verify. */
  readonly grantKeys: readonly string[];
  readonly maxChannels: number;
  /** The members of a group as far as this node knows them; null: it does not. */
  readonly group: (groupId: number) => GroupState | null;
}

/**
 * Our own app: channels of accounts, groups and assets, each by a grant that `/broadcasting/auth` signed for this
 * socket, and channels of tracking links. Every other feature of Pusher apps is off.
 */
export class FleetPolicy implements AppPolicy {
  readonly maxChannels: number;

  constructor(
    private readonly settings: FleetPolicySettings,
    private readonly revocations: Pick<RevocationLookup, 'has'>,
    private readonly now: () => number,
    private readonly tracking: TrackingPolicy,
  ) {
    this.maxChannels = settings.maxChannels;
  }

  /** Returns a promise for the channel of a tracking link; it does not reject. */
  admit(frame: SubscribeFrame, identity: ClientIdentity): AdmissionOutcome | Promise<AdmissionOutcome> {
    const channel = parseLiveChannel(frame.channel);
    if (!channel) return refusal(403, 'Channel not found');
    if (channel.kind === 'tracking') return this.tracking.admit(channel.linkUuid, frame, identity);
    return this.admitToFleet(channel, frame, identity);
  }

  private admitToFleet(
    channel: FleetChannel,
    { channel: name, auth, channelData }: SubscribeFrame,
    { socketId }: ClientIdentity,
  ): AdmissionOutcome {
    const { appKey, grantKeys } = this.settings;
    const grant = openGrant(auth, appKey, grantKeys, { socketId, channel: name, channelData });
    if (!grant) return refusal(401, 'The auth string is not valid for this socket and channel');
    if (grant.accountId === undefined) return refusal(401, 'The auth string is not for a fleet channel');
    const problem = this.problemOf(grant);
    if (problem !== null) return refusal(401, problem);
    const { accountId, kinds = [] } = grant;
    if (kinds.length === 0) return refusal(403, 'The auth string allows no events');
    const group = channel.kind === 'group' ? this.settings.group(channel.groupId) : null;
    if (group && !holdsFor(group, grant)) return refusal(403, 'This token may not subscribe to this channel');
    return grantedAdmission({ kind: 'fleet', channel, accountId, kinds }, grant);
  }

  signIn(): RefusedAdmission {
    return refusal(403, 'Sign-in is not available for this app');
  }

  problemWith(): string {
    return 'Client events are not enabled for this app';
  }

  private problemOf(grant: Grant): string | null {
    const now = this.now();
    if (Math.abs(now - grant.issuedAt) > GRANT_USE_MS) return 'The auth string is too old: request a new one';
    if (grant.expiresAt <= now) return 'Access has expired';
    return grant.ids.some((id) => this.revocations.has(id)) ? 'Access was revoked' : null;
  }
}

function refusal(status: number, error: string): RefusedAdmission {
  return refuse('AuthError', status, error);
}
