/** What a channel's name tells about it (Pusher Channels protocol, "Channel naming conventions"). */
export interface ChannelTraits {
  /** Needs a signature: private and presence channels, encrypted ones included. */
  readonly isAuthorised: boolean;
  readonly isPresence: boolean;
  /** End-to-end encrypted: relayed blindly, no client events. */
  readonly isEncrypted: boolean;
  /** Its last event is kept for later subscribers. */
  readonly isCache: boolean;
  /** `#server-to-user-{id}`: only for the connections that signed in as this user. */
  readonly userId: string | null;
}

/** How long a name may be is a setting; the SDKs enforce 200 characters. */
const NAME = /^[A-Za-z0-9_\-=@,.;]{1,1000}$/;
const USER_CHANNEL = '#server-to-user-';

const PREFIXES: readonly (readonly [string, Partial<ChannelTraits>])[] = [
  ['private-encrypted-cache-', { isAuthorised: true, isEncrypted: true, isCache: true }],
  ['private-encrypted-', { isAuthorised: true, isEncrypted: true }],
  ['private-cache-', { isAuthorised: true, isCache: true }],
  ['private-', { isAuthorised: true }],
  ['presence-cache-', { isAuthorised: true, isPresence: true, isCache: true }],
  ['presence-', { isAuthorised: true, isPresence: true }],
  ['cache-', { isCache: true }],
];

const PUBLIC: ChannelTraits = {
  isAuthorised: false,
  isPresence: false,
  isEncrypted: false,
  isCache: false,
  userId: null,
};

/** Returns the traits of a channel by the longest prefix that matches; null for an invalid name. */
export function channelTraits(name: string): ChannelTraits | null {
  if (name.startsWith(USER_CHANNEL)) {
    const userId = name.slice(USER_CHANNEL.length);
    return userId === '' ? null : { ...PUBLIC, userId };
  }
  if (!NAME.test(name)) return null;
  const traits = PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1];
  return { ...PUBLIC, ...traits };
}

/** Returns the channel for events of one user. */
export function userChannel(userId: string): string {
  return `${USER_CHANNEL}${userId}`;
}
