/** What is used of pusher-js. Any of its builds fits: browser, Node, React Native, with encryption. */

export interface PusherChannel {
  readonly bind: (event: string, listener: (data: never) => void) => unknown;
}

export interface PusherConnection {
  readonly bind: (event: string, listener: (data: never) => void) => unknown;
}

export interface PusherLike {
  readonly connection: PusherConnection;
  connect(): void;
  disconnect(): void;
  subscribe(channel: string): PusherChannel;
}

export interface PusherOptions {
  cluster: string;
  wsHost: string;
  wsPort: number;
  wssPort: number;
  forceTLS: boolean;
  enabledTransports: ('ws' | 'wss')[];
  disableStats: boolean;
  channelAuthorization: {
    customHandler: (
      params: { socketId: string; channelName: string },
      callback: (error: Error | null, data: { auth: string } | null) => void,
    ) => void;
  };
}

export type PusherConstructor = new (key: string, options: PusherOptions) => PusherLike;

export interface WebSocketAddress {
  readonly key: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** @param authorize resolves with the `auth` of a subscription */
export function makePusher(
  Pusher: PusherConstructor,
  { key, host, port, tls }: WebSocketAddress,
  authorize: (socketId: string, channel: string) => Promise<string>,
): PusherLike {
  return new Pusher(key, {
    ...{ cluster: '', wsHost: host, wsPort: port, wssPort: port, forceTLS: tls },
    ...{ enabledTransports: ['ws', 'wss'], disableStats: true },
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) => {
        authorize(socketId, channelName).then(
          (auth) => callback(null, { auth }),
          (error: unknown) => callback(error as Error, null),
        );
      },
    },
  });
}
