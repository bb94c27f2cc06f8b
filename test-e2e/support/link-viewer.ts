import { request } from 'node:http';
import Pusher from 'pusher-js';
import { RawSocket } from './raw-socket';

/** What verify answers. */
export interface ViewerSession {
  readonly session_token: string;
  readonly channel: string;
  readonly websocket: { readonly key: string; readonly port: number };
}

export interface ViewerAnswer<T = unknown> {
  readonly status: number;
  /** Null: it is no JSON. */
  readonly body: T;
  /** All that came: status, headers and body. */
  readonly bytes: string;
}

/** An address that viewers of the tests come from, so that it is found where it does not belong. */
const VIEWER_ADDRESS = '127.0.0.77';

/** Calls an endpoint as somebody without an account does. */
export function callAsViewer<T>(
  method: string,
  url: string,
  token?: string,
  body?: object,
): Promise<ViewerAnswer<T>> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const call = request(
      url.replace('localhost', '127.0.0.1'),
      { method, headers, localAddress: VIEWER_ADDRESS },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const bytes = `${response.statusCode} ${JSON.stringify(response.rawHeaders)} ${text}`;
          const isJson = response.headers['content-type']?.includes('json') ?? false;
          const content = JSON.parse(isJson ? text : 'null') as T;
          resolve({ status: response.statusCode ?? 0, body: content, bytes });
        });
      },
    );
    call.on('error', reject);
    call.end(body && JSON.stringify(body));
  });
}

interface PusherError {
  readonly data?: { readonly code: number };
  readonly error?: PusherError;
}

/** What a viewer on the WebSocket gets to see, by a stock pusher-js. */
export class LinkViewer {
  readonly events: [name: string, data: unknown][] = [];
  readonly states: string[] = [];
  /** As it tells them: each more than once, in other wrappings. */
  readonly errors: PusherError[] = [];
  private readonly pusher: Pusher;
  private readonly channel: string;

  constructor(
    wsPort: number,
    { channel, session_token: token, websocket }: ViewerSession,
    authEndpoint: string,
  ) {
    this.channel = channel;
    this.pusher = new Pusher(websocket.key, {
      ...{ wsHost: '127.0.0.1', wsPort, wssPort: wsPort, forceTLS: false, enabledTransports: ['ws', 'wss'] },
      ...{ disableStats: true, cluster: '', authEndpoint },
      auth: { headers: { Authorization: `Bearer ${token}` } },
    });
    this.pusher.connection.bind('state_change', ({ current }: { current: string }) =>
      this.states.push(current),
    );
    this.pusher.connection.bind('error', (error: PusherError) => this.errors.push(error));
    this.pusher
      .subscribe(channel)
      .bind_global((name: string, data: unknown) => this.events.push([name, data]));
  }

  /** The codes of all errors, each once. */
  get codes(): (number | undefined)[] {
    return [...new Set(this.errors.map(({ data, error }) => (data ?? error?.data)?.code))];
  }

  get names(): string[] {
    return this.events.map(([name]) => name);
  }

  /** As applications do after a refused authorisation. Does nothing while it is subscribed, or about to be. */
  tryAgain(): void {
    this.pusher.subscribe(this.channel);
  }

  close(): void {
    this.pusher.disconnect();
  }
}

/** A WebSocket that subscribes with the session token itself, and keeps every frame as it came. */
export class RawViewer {
  readonly frames: string[] = [];
  closedWith: number | null = null;
  /** By `performance.now()`. */
  closedAt: number | null = null;
  private readonly socket: RawSocket;

  constructor(port: number, { channel, session_token: auth, websocket }: ViewerSession) {
    const target = { port, path: `/app/${websocket.key}?protocol=7`, localAddress: VIEWER_ADDRESS };
    this.socket = new RawSocket(target, {
      text: (bytes, start, end) => this.frames.push(bytes.toString('utf8', start, end)),
      closed: (code) => {
        this.closedWith = code;
        this.closedAt = performance.now();
      },
    });
    void this.socket.opened.then(() =>
      this.socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } })),
    );
  }

  /** Of the events that it got. */
  get names(): string[] {
    return this.frames.map((frame) => (JSON.parse(frame) as { event: string }).event);
  }

  close(): void {
    this.socket.close();
  }
}
