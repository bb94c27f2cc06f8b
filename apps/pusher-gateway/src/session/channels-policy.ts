import {
  channelAuthText,
  channelTraits,
  isSignedBy,
  readMember,
  readUser,
  userAuthText,
  type ChannelTraits,
  type ClientEventFrame,
  type PresenceMember,
  type SignedInUser,
  type SignInFrame,
  type SubscribeFrame,
} from '@yipii/protocol';
import type { EventLimits } from '../apps/event-limits';
import type { PusherApp } from '../apps/pusher-app';
import {
  appAdmission,
  refusal,
  type Admission,
  type AdmissionOutcome,
  type RefusedAdmission,
} from './admission';
import type { AppPolicy, ClientIdentity } from './app-policy';

type ChannelLimits = EventLimits & {
  readonly maxChannelsPerSocket: number;
  readonly maxUserInfoBytes: number;
};

/** The rules of Pusher Channels: whatever the app's secret has signed is allowed. */
export class ChannelsPolicy implements AppPolicy {
  constructor(
    private readonly app: PusherApp,
    private readonly limits: ChannelLimits,
  ) {}

  get maxChannels(): number {
    return this.limits.maxChannelsPerSocket;
  }

  admit(
    { channel, auth, channelData }: SubscribeFrame,
    { socketId, user }: ClientIdentity,
  ): AdmissionOutcome {
    const traits = this.traitsOf(channel);
    if (!traits) return refusal('InvalidChannel', 400, 'Invalid channel name');
    if (traits.userId !== null && traits.userId !== user?.userId) {
      return refusal('AuthError', 401, 'The connection is not signed in as this user');
    }
    if (traits.isAuthorised && !isSignedBy(this.app, auth, channelAuthText(socketId, channel, channelData))) {
      return refusal('AuthError', 401, 'The auth signature is not valid for this socket and channel');
    }
    if (!traits.isPresence) return appAdmission(traits, null);
    const member =
      channelData === undefined ? memberOf(user) : readMember(channelData, this.limits.maxUserInfoBytes);
    if (typeof member === 'string') return refusal('InvalidData', 400, member);
    return appAdmission(traits, member);
  }

  signIn({ auth, userData }: SignInFrame, { socketId }: ClientIdentity): SignedInUser | RefusedAdmission {
    if (!isSignedBy(this.app, auth, userAuthText(socketId, userData))) {
      return refusal('AuthError', 401, 'The auth signature is not valid for this socket and user');
    }
    const user = readUser(userData, this.limits.maxUserInfoBytes);
    return typeof user === 'string' ? refusal('InvalidData', 400, user) : user;
  }

  problemWith({ event, data }: ClientEventFrame, subscription: Admission | undefined): string | null {
    if (!this.app.clientMessages) return 'Client events are not enabled for this app';
    if (subscription?.target.kind !== 'app') return 'Subscribe to the channel before sending events to it';
    const { isAuthorised, isEncrypted } = subscription.target.traits;
    if (!isAuthorised || isEncrypted) {
      return 'Client events are allowed on private and presence channels only, and not on encrypted ones';
    }
    const { maxEventNameLength, maxEventBytes } = this.limits;
    if (event.length > maxEventNameLength)
      return `An event name has at most ${maxEventNameLength} characters`;
    if (Buffer.byteLength(data) > maxEventBytes)
      return `The data of an event has at most ${maxEventBytes} bytes`;
    return null;
  }

  private traitsOf(channel: string): ChannelTraits | null {
    return channel.length > this.limits.maxChannelNameLength ? null : channelTraits(channel);
  }
}

function memberOf(user: SignedInUser | null): PresenceMember | string {
  return user ? { userId: user.userId, userInfo: user.userInfo } : 'A presence channel requires channel_data';
}
