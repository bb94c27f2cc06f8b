import type { LocationUpdate } from '@yipii/domain';
import Pusher from 'pusher-js';

export interface LiveAddress {
  readonly key: string;
  readonly wsPort: number;
  /** Base URL of the API. */
  readonly api: string;
  readonly token: string;
}

const AGAIN_MS = 500;
/** After a reconnect pusher-js asks once (docs/streams.md): who was accepted before must ask again while the API is away. */
const isAway = ({ status = 0 }: { readonly status?: number }): boolean => status === 0 || status >= 500;

const connected = new Set<LiveClient>();

/** For `afterAll`: pusher-js tries again for ever. */
export function disconnectClients(): void {
  for (const client of connected) client.disconnect();
}

/** A stock pusher-js, configured as the contract says, that keeps what arrives. */
export class LiveClient {
  readonly pusher: Pusher;
  readonly positions: LocationUpdate[] = [];
  /** Positions that were not newer than the one before them of the same asset, on the same connection. */
  readonly backwards: LocationUpdate[] = [];
  private readonly last = new Map<number, number>();

  constructor(address: LiveAddress, options: { wsPath?: string } = {}) {
    const { key, wsPort, api, token } = address;
    this.pusher = new Pusher(key, {
      wsHost: '127.0.0.1',
      wsPort,
      wssPort: wsPort,
      forceTLS: false,
      enabledTransports: ['ws', 'wss'],
      disableStats: true,
      cluster: '',
      authEndpoint: `${api}/broadcasting/auth`,
      auth: { headers: { Authorization: `Bearer ${token}` } },
      ...options,
    });
    connected.add(this);
    // After a reconnect the snapshot may repeat the last position.
    this.pusher.connection.bind('connected', () => {
      for (const [assetId, seq] of this.last) this.last.set(assetId, seq - 1);
    });
  }

  /** Resolves once the server has accepted the subscription. */
  subscribe(
    channel: string,
    onPosition: (position: LocationUpdate) => void = () => undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const subscription = this.pusher.subscribe(channel);
      let isAccepted = false;
      subscription.bind('pusher:subscription_succeeded', () => {
        isAccepted = true;
        resolve();
      });
      subscription.bind('pusher:subscription_error', (error: { readonly status?: number }) => {
        reject(new Error(`${channel}: ${JSON.stringify(error)}`));
        if (isAccepted && isAway(error)) setTimeout(() => this.pusher.subscribe(channel), AGAIN_MS).unref();
      });
      subscription.bind('.location.updated', (data: LocationUpdate | LocationUpdate[]) => {
        for (const position of [data].flat()) {
          this.keep(position);
          onPosition(position);
        }
      });
    });
  }

  disconnect(): void {
    this.pusher.disconnect();
    connected.delete(this);
  }

  private keep(position: LocationUpdate): void {
    const former = this.last.get(position.assetId) ?? -1;
    if (position.seq <= former) this.backwards.push(position);
    this.last.set(position.assetId, Math.max(former, position.seq));
    this.positions.push(position);
  }
}

/** An access token of the client. */
export async function accessToken(
  api: string,
  client: { clientId: string; clientSecret: string },
): Promise<string> {
  const response = await fetch(`${api}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  if (!response.ok) throw new Error(`POST /oauth/token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
