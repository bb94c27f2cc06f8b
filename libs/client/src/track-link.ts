import { callApi, type ApiCall } from './call-api';
import { backoff } from './backoff';
import { Listeners, type Listen } from './listeners';
import { type LiveError } from './live-error';
import { LiveSocket } from './live-socket';
import { watchPage, type Return } from './page-signals';
import { makePusher, type PusherConstructor, type PusherLike, type WebSocketAddress } from './pusher.ports';
import { ServerClock } from './server-clock';
import type {
  FollowedLink,
  LinkExpired,
  LinkLocation,
  PublicLink,
  PublicPosition,
  SentCode,
  TrackingSession,
  VehicleChange,
  Verification,
} from './wire';

/** What changes without a position, such as the promise, is asked for so often while the socket is live. */
const REFRESH_MS = 60_000;

export interface TrackLinkOptions {
  /** The API, e.g. `https://api.yipii.io`. */
  readonly api: string;
  readonly uuid: string;
  /** pusher-js, in the build that fits. */
  readonly Pusher: PusherConstructor;
  /** Changes the address of the WebSocket, e.g. for a phone that reached the server by another name. */
  readonly webSocket?: (address: WebSocketAddress) => WebSocketAddress;
}

/** `polling`: the WebSocket does not work, positions are asked for. `paused`: nobody sees the page. */
export type FollowState = 'idle' | 'connecting' | 'live' | 'polling' | 'offline' | 'paused' | 'ended';

export interface LinkEnd {
  /** `session`: verify again. `inactive`: it has expired or was disabled. */
  readonly reason: LinkExpired['reason'] | 'inactive' | 'session';
  readonly at: string | null;
}

export interface LinkEvents {
  /** null: there is nothing to see at the moment; `link` says why. */
  position: PublicPosition | null;
  link: FollowedLink;
  vehicle: VehicleChange;
  state: FollowState;
  ended: LinkEnd;
}

export interface TrackedLink {
  readonly on: Listen<LinkEvents>;
  readonly state: FollowState;
  /** What the link asks of its viewers. It counts as no view. */
  look(): Promise<PublicLink>;
  /**
   * Opens a session; call it only after a tap of a person. Where a code is needed the first call, with the address
   * alone, has it mailed, and the second brings it.
   * @throws LiveError
   */
  verify(given?: Verification): Promise<TrackingSession | SentCode>;
  /** Follows with a session of before. */
  follow(session: TrackingSession): void;
  /** Calls another path of the link with its session. */
  call<T>(path: string, call: Omit<ApiCall, 'token'>): Promise<T>;
  /** Ends the session on the server, too. */
  leave(): Promise<void>;
  /** Closes the socket; the session stays. */
  stop(): void;
  /** The server's time, epoch ms. */
  now(): number;
}

/** Follows a public tracking link: a live socket, polling where there is none, and one way back from everything. */
export function trackLink(options: TrackLinkOptions): TrackedLink {
  return new LinkFollower(options);
}

class LinkFollower implements TrackedLink {
  state: FollowState = 'idle';
  private readonly clock = new ServerClock();
  private readonly listeners = new Listeners<LinkEvents>();
  private readonly socket = new LiveSocket({
    make: (socket) => this.makePusher(socket),
    mayConnect: () => this.refresh(),
    changed: (isLive) => this.turnLive(isLive),
    refused: () => void this.refresh(),
  });
  private readonly base: string;
  private session: TrackingSession | null = null;
  private newest: PublicPosition | null | undefined;
  private failures = 0;
  private polls: ReturnType<typeof setTimeout> | undefined;
  private refreshing: Promise<boolean> | null = null;
  private unwatch: (() => void) | null = null;

  readonly on: Listen<LinkEvents> = this.listeners.on;

  constructor(private readonly options: TrackLinkOptions) {
    const { api, uuid } = options;
    this.base = `${api.replace(/\/$/, '')}/api/public/tracking/${encodeURIComponent(uuid)}`;
  }

  now(): number {
    return this.clock.now();
  }

  look(): Promise<PublicLink> {
    return callApi(this.base, {}, this.clock);
  }

  async verify(given?: Verification): Promise<TrackingSession | SentCode> {
    const call = { method: 'POST', body: given } as const;
    const answer = await callApi<TrackingSession | SentCode>(`${this.base}/verify`, call, this.clock);
    if ('session_token' in answer) this.follow(answer);
    return answer;
  }

  follow(session: TrackingSession): void {
    this.stop();
    this.session = session;
    this.newest = undefined;
    this.unwatch = watchPage({ hidden: () => this.pause(), shown: (how) => void this.comeBack(how) });
    this.turn('connecting');
    void this.refresh();
  }

  call<T>(path: string, call: Omit<ApiCall, 'token'>): Promise<T> {
    return callApi(`${this.base}/${path}`, { ...call, token: this.session?.session_token }, this.clock);
  }

  async leave(): Promise<void> {
    const call = { method: 'DELETE', token: this.session?.session_token } as const;
    this.stop();
    await callApi(`${this.base}/session`, call, this.clock);
  }

  stop(): void {
    this.unwatch?.();
    this.unwatch = null;
    clearTimeout(this.polls);
    this.session = null;
    this.socket.close();
    this.turn('idle');
  }

  private pause(): void {
    clearTimeout(this.polls);
    this.socket.close();
    this.turn('paused');
  }

  private async comeBack(how: Return): Promise<void> {
    if (this.state === 'paused') this.turn('connecting');
    // A position first, which also says whether the session is still valid, then the socket.
    if (!(await this.refresh())) return;
    if (how === 'away') this.socket.renew();
  }

  /** Asks for the position. Returns whether the session is valid and the channel open. */
  private refresh(): Promise<boolean> {
    this.refreshing ??= this.ask().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  private async ask(): Promise<boolean> {
    const { session } = this;
    if (!session) return false;
    clearTimeout(this.polls);
    try {
      const answer = await this.call<LinkLocation>('location', {});
      if (session !== this.session) return false;
      this.failures = 0;
      return this.take(answer);
    } catch (error) {
      if (session !== this.session) return false;
      return this.fail(error as LiveError);
    }
  }

  private take({ data, link, poll_after_seconds: pollAfterS }: LinkLocation): boolean {
    this.listeners.tell('link', link);
    this.show(data);
    if (this.state === 'paused') return false;
    if (!this.socket.isLive) this.turn('polling');
    // Who is outside of the schedule is not let in, and who is in stays.
    if (link.schedule.active) this.socket.open();
    this.pollIn(this.socket.isLive ? REFRESH_MS : pollAfterS * 1_000);
    return link.schedule.active;
  }

  private fail({ status, code, retryAfter }: LiveError): boolean {
    if (status === 401) this.end({ reason: 'session', at: null });
    else if (code === 'LINK_NOT_FOUND') this.end({ reason: 'deleted', at: null });
    else if (code === 'LINK_INACTIVE') this.end({ reason: 'inactive', at: null });
    else if (this.state !== 'paused') {
      if (!this.socket.isLive) this.turn('offline');
      this.pollIn(retryAfter === null ? backoff(this.failures++) : retryAfter * 1_000);
    }
    return false;
  }

  private pollIn(ms: number): void {
    clearTimeout(this.polls);
    this.polls = setTimeout(() => void this.refresh(), ms);
  }

  private makePusher(socket: LiveSocket): PusherLike {
    const { Pusher, webSocket = (address) => address } = this.options;
    const { websocket, channel } = this.session as TrackingSession;
    // The session itself authorises the subscription: one request less.
    const authorize = () => Promise.resolve(this.session?.session_token ?? '');
    const pusher = makePusher(Pusher, webSocket(websocket), authorize);
    const events = pusher.subscribe(channel);
    events.bind('pusher:subscription_succeeded', () => socket.succeeded());
    events.bind('pusher:subscription_error', ({ status }: { status: number }) => socket.refused(status));
    events.bind('.location.updated', (data: PublicPosition | PublicPosition[]) => {
      for (const position of [data].flat()) this.show(position);
    });
    events.bind('.link.expired', (expired: LinkExpired) => this.end(expired));
    for (const change of ['.schedule.changed', '.visibility.changed'])
      events.bind(change, () => void this.refresh());
    events.bind('.vehicle.changed', (change: VehicleChange) => {
      this.newest = undefined;
      this.listeners.tell('vehicle', change);
    });
    return pusher;
  }

  private show(position: PublicPosition | null): void {
    const { newest } = this;
    if (position && newest && position.timestamp < newest.timestamp) return;
    if (JSON.stringify(position) === JSON.stringify(newest)) return;
    this.newest = position;
    this.listeners.tell('position', position);
  }

  private end(end: LinkEnd): void {
    this.stop();
    this.turn('ended');
    this.listeners.tell('ended', end);
  }

  private turnLive(isLive: boolean): void {
    // Positions come by themselves from now on.
    if (isLive) this.pollIn(REFRESH_MS);
    this.turn(isLive ? 'live' : 'connecting');
  }

  private turn(state: FollowState): void {
    if (state === this.state) return;
    // Until it is known whether a socket comes, polling goes on.
    if (state === 'connecting' && (this.state === 'polling' || this.state === 'offline')) return;
    this.state = state;
    this.listeners.tell('state', state);
  }
}
