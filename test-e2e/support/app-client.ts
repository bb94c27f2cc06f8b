import Pusher, { type Channel, type Options } from 'pusher-js';
import type PusherServer from 'pusher';
import { TEST_APP } from './pusher-backend';

/** A signed-in user as the customer's server knows it. */
export interface TestUser {
  readonly id: string;
  readonly user_info?: object;
  readonly watchlist?: string[];
}

const connected = new Set<Pusher>();

export function disconnectApps(): void {
  for (const pusher of connected) pusher.disconnect();
  connected.clear();
}

/** A stock pusher-js, authorised by the customer's server as the user. */
export function connectApp(
  sdk: PusherServer,
  port: number,
  user: TestUser,
  more: Partial<Options> = {},
): Pusher {
  const pusher = new Pusher(TEST_APP.key, {
    ...{ wsHost: '127.0.0.1', wsPort: port, wssPort: port, forceTLS: false, cluster: '' },
    enabledTransports: ['ws', 'wss'],
    disableStats: true,
    channelAuthorization: {
      ...{ endpoint: '', transport: 'ajax' },
      customHandler: ({ socketId, channelName }, callback) => {
        const data = { user_id: user.id, user_info: user.user_info ?? {} };
        const isPresence = channelName.startsWith('presence-');
        callback(null, sdk.authorizeChannel(socketId, channelName, isPresence ? data : undefined));
      },
    },
    userAuthentication: {
      ...{ endpoint: '', transport: 'ajax' },
      customHandler: ({ socketId }, callback) => callback(null, sdk.authenticateUser(socketId, { ...user })),
    },
    ...more,
  });
  connected.add(pusher);
  return pusher;
}

/** The channel, once the server has accepted the subscription. */
export function joined(pusher: Pusher, name: string): Promise<Channel> {
  const channel = pusher.subscribe(name);
  return new Promise((resolve, reject) => {
    channel.bind('pusher:subscription_succeeded', () => resolve(channel));
    channel.bind('pusher:subscription_error', (error: unknown) => reject(new Error(JSON.stringify(error))));
  });
}

/** What a channel gets of an event, in order. */
export function received(channel: Channel, event: string): unknown[] {
  const got: unknown[] = [];
  channel.bind(event, (data: unknown) => got.push(data));
  return got;
}
