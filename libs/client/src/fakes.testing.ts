import type { PusherLike, PusherOptions } from './pusher.ports';
import type { LinkLocation, PublicPosition, TrackingSession } from './wire';

type Listener = (data: unknown) => void;

class Bindings {
  private readonly all = new Map<string, Listener[]>();

  readonly bind = (event: string, listener: (data: never) => void): void => {
    this.all.set(event, [...(this.all.get(event) ?? []), listener as Listener]);
  };

  emit(event: string, data?: unknown): void {
    for (const listener of this.all.get(event) ?? []) listener(data);
  }
}

/** pusher-js as far as it is used; the test says when a connection succeeds, breaks or is refused. */
export class FakePusher implements PusherLike {
  static all: FakePusher[] = [];
  readonly connection = new Bindings();
  readonly channel = new Bindings();
  state = 'initialized';
  connects = 0;
  channelName = '';

  constructor(
    readonly key: string,
    readonly options: PusherOptions,
  ) {
    FakePusher.all.push(this);
    this.connect();
  }

  connect(): void {
    if (this.state === 'connecting' || this.state === 'connected') return;
    this.connects++;
    this.turn('connecting');
  }

  disconnect(): void {
    if (this.state !== 'disconnected') this.turn('disconnected');
  }

  subscribe(name: string): Bindings {
    this.channelName = name;
    return this.channel;
  }

  succeed(): void {
    this.turn('connected');
    this.channel.emit('pusher:subscription_succeeded', {});
  }

  break(): void {
    this.connection.emit('connecting_in', 1);
  }

  closeWith(code: number): void {
    this.connection.emit('error', { type: 'WebSocketError', error: { data: { code } } });
  }

  private turn(current: string): void {
    const previous = this.state;
    this.state = current;
    this.connection.emit('state_change', { previous, current });
  }
}

interface FakeAnswer {
  readonly status?: number;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

/** Answers `fetch` by path; every call is kept as `METHOD path`. */
export class FakeServer {
  readonly calls: string[] = [];
  readonly routes = new Map<string, FakeAnswer | 'unreachable'>();

  install(): void {
    globalThis.fetch = (input, init) => {
      const { pathname, search } = new URL(input);
      const call = `${init?.method ?? 'GET'} ${pathname}${search}`;
      this.calls.push(call);
      const answer = this.routes.get(call) ?? { status: 404, body: { code: 'NOT_FOUND' } };
      if (answer === 'unreachable') return Promise.reject(new TypeError('fetch failed'));
      const { status = 200, body, headers } = answer;
      return Promise.resolve(
        new Response(body ? JSON.stringify(body) : null, { status, headers: headers ?? {} }),
      );
    };
  }

  countOf(call: string): number {
    return this.calls.filter((made) => made === call).length;
  }
}

/** A page that can be hidden. */
export function fakePage() {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const window = new EventTarget();
  return {
    document,
    window,
    show(visibilityState: 'visible' | 'hidden'): void {
      document.visibilityState = visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

export const UUID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

export const aSession: TrackingSession = {
  session_token: 'yts_1',
  expires_at: '2026-11-23T20:00:00.000Z',
  expires_in: 14_400,
  channel: `private-tracking.${UUID}`,
  websocket: { key: 'yipii-live', host: 'ws.example', port: 443, tls: true },
  auth_endpoint: 'https://api.example/broadcasting/auth',
};

export function aPublicPosition(fields: Partial<PublicPosition> = {}): PublicPosition {
  return {
    ...{ timestamp: '2026-11-23T15:00:00.000Z', lat: 57.7, lng: 11.97, speed: 40, heading: 90, moving: true },
    ...{ address: { street: 'Avenyn', town: 'Göteborg' }, display_name: 'Your delivery' },
    ...fields,
  };
}

export function aLinkLocation(data: PublicPosition | null, active = true): LinkLocation {
  return {
    data,
    link: {
      ...{ status: active ? 'active' : 'outside_schedule', display_name: 'Your delivery', expires_at: null },
      schedule: { active, next_change_at: null },
    },
    poll_after_seconds: 30,
  };
}
