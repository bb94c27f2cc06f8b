import { channelAuthText, hmac, signGrant } from '@yipii/protocol';
import { RawSocket, type RawSocketListener } from '../../support/raw-socket';
import { BENCH_APP, FLEET_ACCOUNT, GRANT_KEY } from './frames';

/** How the subscribers of a server get their channel. */
export type SubscriptionMode = 'by path' | 'app' | 'fleet';

export interface SubscriberTarget {
  readonly port: number;
  readonly admission: SubscriptionMode;
  readonly channel: string;
}

const FIRST = 'pusher:connection_established';
const JOINED = 'pusher_internal:subscription_succeeded';
const REFUSED = 'pusher:subscription_error';

/** Resolves when the socket is on its channel; `listener` hears of what comes from then on. */
export async function subscribe(
  target: SubscriberTarget,
  listener: RawSocketListener,
  wholeFrames: boolean,
): Promise<void> {
  const { port, admission, channel } = target;
  const path =
    admission === 'by path' ? `/${channel}` : `/app/${BENCH_APP.key}?protocol=7&client=js&version=8.6.0`;
  if (admission === 'by path') {
    await new RawSocket({ port, path }, listener, { wholeFrames }).opened;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    let isJoined = false;
    const socket = new RawSocket(
      { port, path },
      {
        text: (bytes, start, end) => {
          if (isJoined) {
            listener.text(bytes, start, end);
            return;
          }
          const text = bytes.toString('utf8', start, end);
          if (text.includes(FIRST)) socket.send(subscription(text, target));
          if (text.includes(JOINED)) resolve();
          if (text.includes(REFUSED)) reject(new Error(text));
          isJoined = text.includes(JOINED);
        },
        closed: (code) => {
          reject(new Error(`closed with ${code}`));
          listener.closed(code);
        },
      },
      { wholeFrames },
    );
    socket.opened.catch(reject);
  });
}

function subscription(established: string, { admission, channel }: SubscriberTarget): string {
  const { data } = JSON.parse(established) as { data: string };
  const { socket_id: socketId } = JSON.parse(data) as { socket_id: string };
  const auth = admission === 'app' ? appAuth(socketId, channel) : fleetAuth(socketId, channel);
  return JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } });
}

function appAuth(socketId: string, channel: string): string {
  return `${BENCH_APP.key}:${hmac(BENCH_APP.secret, channelAuthText(socketId, channel))}`;
}

function fleetAuth(socketId: string, channel: string): string {
  const now = Date.now();
  const { id: accountId } = FLEET_ACCOUNT;
  const grant = {
    ids: ['token:t', `account:${accountId}`],
    kinds: ['positions'] as const,
    issuedAt: now,
    expiresAt: now + 3_600_000,
    accountId,
  };
  return signGrant(BENCH_APP.key, GRANT_KEY, { socketId, channel }, grant);
}
