import { callApi } from './call-api';
import { Listeners, type Listen } from './listeners';
import { LiveError } from './live-error';
import { LiveSocket } from './live-socket';
import { MissedPositions } from './missed-positions';
import { watchPage } from './page-signals';
import { makePusher, type PusherConstructor, type PusherLike, type WebSocketAddress } from './pusher.ports';
import type { Alert, LocationUpdate, StatusChange } from './wire';

const MOST_MISSED = 1_000;

export interface FleetOptions {
  /** The API, e.g. `https://api.yipii.io`. */
  readonly api: string;
  /** Key of the account. */
  readonly account: string;
  /** A bearer token, or what gets one, e.g. from your own server; it is asked at every connection. */
  readonly token: string | (() => string | Promise<string>);
  readonly webSocket: WebSocketAddress;
  /** pusher-js, in the build that fits. */
  readonly Pusher: PusherConstructor;
  /** By default the whole account. */
  readonly of?: { readonly asset: number } | { readonly group: number };
}

export interface FleetEvents {
  /** Newer than all of its asset before. */
  position: LocationUpdate;
  /** What was streamed while the connection was away, oldest first. */
  missed: { readonly assetId: number; readonly positions: readonly LocationUpdate[] };
  status: StatusChange;
  /** `.alert.triggered`, `.alert.cleared` or `.alert.acknowledged`. */
  alert: { readonly event: string; readonly alert: Alert };
  state: 'connecting' | 'live' | 'paused';
  /** The server does not let it in. With a fixed token that is the end. */
  refused: LiveError;
}

export interface Fleet {
  readonly on: Listen<FleetEvents>;
  stop(): void;
}

const ALERTS = ['.alert.triggered', '.alert.cleared', '.alert.acknowledged'];

/** Connects to the live stream of an account, a group or an asset. */
export function connectFleet(options: FleetOptions): Fleet {
  return new FleetStream(options);
}

class FleetStream implements Fleet {
  private readonly listeners = new Listeners<FleetEvents>();
  private readonly newest = new Map<number, string>();
  private readonly missed = new MissedPositions({
    read: (assetId, afterSeq) => this.readMissed(assetId, afterSeq),
    found: (assetId, positions) => this.listeners.tell('missed', { assetId, positions }),
  });
  private readonly socket = new LiveSocket({
    make: (socket) => this.makePusher(socket),
    mayConnect: () => Promise.resolve(true),
    changed: (isLive) => this.turn(isLive),
    refused: (code) => this.refused(code),
  });
  private readonly unwatch: () => void;
  private refusal: LiveError | null = null;

  readonly on: Listen<FleetEvents> = this.listeners.on;

  constructor(private readonly options: FleetOptions) {
    this.unwatch = watchPage({
      hidden: () => {
        this.socket.close();
        this.listeners.tell('state', 'paused');
      },
      shown: (how) => (how === 'away' ? this.socket.renew() : this.socket.open()),
    });
    this.socket.open();
  }

  stop(): void {
    this.unwatch();
    this.socket.close();
  }

  private makePusher(socket: LiveSocket): PusherLike {
    const { Pusher, webSocket } = this.options;
    const pusher = makePusher(Pusher, webSocket, (socketId, channel) => this.authorize(socketId, channel));
    const channel = pusher.subscribe(this.channel);
    channel.bind('pusher:subscription_succeeded', () => socket.succeeded());
    channel.bind('pusher:subscription_error', ({ status }: { status?: number }) =>
      socket.refused(status ?? this.refusal?.status ?? 0),
    );
    channel.bind('.location.updated', (data: LocationUpdate | LocationUpdate[]) => {
      for (const position of [data].flat()) this.take(position);
    });
    channel.bind('.status.changed', (change: StatusChange) => this.listeners.tell('status', change));
    for (const event of ALERTS)
      channel.bind(event, (alert: Alert) => this.listeners.tell('alert', { event, alert }));
    return pusher;
  }

  private get channel(): string {
    const { of, account } = this.options;
    if (of && 'asset' in of) return `private-asset.${of.asset}`;
    return of ? `private-group.${of.group}` : `private-account.${account}`;
  }

  private async authorize(socketId: string, channel: string): Promise<string> {
    const body = { socket_id: socketId, channel_name: channel };
    const url = `${this.base}/broadcasting/auth`;
    try {
      this.refusal = null;
      const token = await this.token();
      return (await callApi<{ auth: string }>(url, { method: 'POST', body, token })).auth;
    } catch (error) {
      this.refusal = error as LiveError;
      throw error;
    }
  }

  private async readMissed(assetId: number, afterSeq: number): Promise<readonly LocationUpdate[]> {
    const track = `${this.base}/api/${this.options.account}/asset/${assetId}/track`;
    const url = `${track}?after_seq=${afterSeq}&limit=${MOST_MISSED}`;
    const { data } = await callApi<{ data: LocationUpdate[] }>(url, { token: await this.token() });
    return data.sort((a, b) => a.seq - b.seq);
  }

  private get base(): string {
    return this.options.api.replace(/\/$/, '');
  }

  private async token(): Promise<string> {
    const { token } = this.options;
    return typeof token === 'string' ? token : token();
  }

  private take(position: LocationUpdate): void {
    const newest = this.newest.get(position.assetId) ?? '';
    // After a reconnect the snapshot repeats what is known.
    if (position.timestamp <= newest) return;
    this.newest.set(position.assetId, position.timestamp);
    this.missed.saw(position);
    this.listeners.tell('position', position);
  }

  private refused(code: number): void {
    const refusal = this.refusal ?? new LiveError(0, String(code), `The server refused with ${code}`);
    this.listeners.tell('refused', refusal);
    const isFinal =
      typeof this.options.token === 'string' && [401, 403, 4009].includes(refusal.status || code);
    if (isFinal) this.stop();
  }

  private turn(isLive: boolean): void {
    if (!isLive) this.missed.lost();
    this.listeners.tell('state', isLive ? 'live' : 'connecting');
  }
}
