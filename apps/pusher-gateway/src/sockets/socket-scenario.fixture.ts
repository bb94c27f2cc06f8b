import {
  createServer,
  request as requestHttp,
  type IncomingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { listen } from '@yipii/platform';
import { CertificateFiles, eventually } from '@yipii/testing';
import { WebSocket, type ClientOptions } from 'ws';
import { attachToHttpServer } from './attached-sockets.ws';
import type {
  ClientSocket,
  CloseCause,
  HttpAnswer,
  HttpCall,
  OpenSocketServer,
  SocketListener,
  SocketServer,
  SocketServerSettings,
  UpgradeRequest,
} from './socket-server.ports';
import { openUwsServer } from './socket-server.uws';
import { openWsServer } from './socket-server.ws';

export const SERVERS: readonly (readonly [string, OpenSocketServer])[] = [
  ['uWebSockets.js', openUwsServer],
  ['ws', openWsServer],
];
export const SECURE_SERVERS: typeof SERVERS = SERVERS.map(([name, open]) => [
  `${name} with TLS`,
  secured(open),
]);
export const ATTACHED_SERVER: (typeof SERVERS)[number] = ['ws on an HTTP server', openAttached];

/** A server, what it was told, and clients of it. */
export class SocketScenario {
  private readonly sockets: { destroy(): void }[] = [];

  private constructor(
    readonly server: SocketServer,
    readonly connections: readonly Connection[],
    readonly calls: readonly HttpCall[],
  ) {}

  static async start(
    open: OpenSocketServer,
    change: Partial<SocketServerSettings> = {},
  ): Promise<SocketScenario> {
    const connections: Connection[] = [];
    const calls: HttpCall[] = [];
    const server = await open({
      port: 0,
      sharesPort: false,
      maxFrameBytes: 16 * 1024,
      maxBodyBytes: 10_000,
      maxBufferedBytes: 256 * 1024,
      onUpgrade: () => null,
      onRequest: (call) => {
        calls.push(call);
        return Promise.resolve(ok(`${call.method} ${call.path} ${call.body.length}`));
      },
      onConnection: (socket, request) => {
        const connection = new Connection(socket, request);
        connections.push(connection);
        return connection;
      },
      ...change,
    });
    return new SocketScenario(server, connections, calls);
  }

  get isSecure(): boolean {
    return SECURE.has(this.server);
  }

  get port(): number {
    return this.server.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await this.server.close();
  }

  /** A client that is connected, and what the server has of it. */
  async connect(urlPath = '/', options: ClientOptions = {}): Promise<ScenarioClient> {
    const known = this.connections.length;
    const client = new ScenarioClient(this.webSocket(urlPath, options));
    await new Promise((resolve, reject) => client.socket.once('open', resolve).once('error', reject));
    client.connection = await eventually(() => {
      const { [known]: connection } = this.connections;
      if (!connection) throw new Error('not connected yet');
      return connection;
    });
    return client;
  }

  webSocket(urlPath: string, options: ClientOptions = {}): WebSocket {
    const { host = '127.0.0.1' } = options;
    const url = `${this.isSecure ? 'wss' : 'ws'}://${host}:${this.port}${urlPath}`;
    const socket = new WebSocket(url, { rejectUnauthorized: false, ...options });
    socket.on('error', () => undefined);
    this.sockets.push({ destroy: () => socket.terminate() });
    return socket;
  }

  /** A connection on which anything can be written. */
  raw(text = ''): RawConnection {
    const options = { port: this.port, host: '127.0.0.1', rejectUnauthorized: false };
    const socket = this.isSecure ? connectTls(options) : connect(options);
    this.sockets.push(socket);
    if (text !== '') socket.write(text);
    return new RawConnection(socket);
  }

  /** The same without the handshake of TLS. */
  rawTcp(): RawConnection {
    const socket = connect({ port: this.port, host: '127.0.0.1' });
    this.sockets.push(socket);
    return new RawConnection(socket);
  }

  request(
    urlPath: string,
    options: RequestOptions & { readonly body?: string | Buffer } = {},
  ): Promise<Answered> {
    const { body, ...rest } = options;
    const send = this.isSecure ? requestHttps : requestHttp;
    const where = {
      host: '127.0.0.1',
      port: this.port,
      path: urlPath,
      rejectUnauthorized: false,
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const request = send({ ...where, ...rest } as RequestOptions, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      request.on('error', reject).end(body);
    });
  }
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the server was told of a socket. */
export class Connection implements SocketListener {
  readonly frames: (string | null)[] = [];
  readonly oversizes: number[] = [];
  readonly ends: { code: number; cause: CloseCause | undefined }[] = [];
  /** `bufferedBytes` whenever it had fallen. */
  readonly drains: number[] = [];
  signs = 0;

  constructor(
    readonly socket: ClientSocket,
    readonly request: UpgradeRequest,
  ) {}

  received(text: string | null): void {
    this.frames.push(text);
    if (text === 'throw') throw new Error('of the test');
  }

  oversized(bytes: number): void {
    this.oversizes.push(bytes);
  }

  heard(): void {
    this.signs += 1;
  }

  drained(): void {
    this.drains.push(this.socket.bufferedBytes);
  }

  closed(code: number, cause?: CloseCause): void {
    this.ends.push({ code, cause });
  }
}

export class ScenarioClient {
  readonly texts: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  connection!: Connection;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.texts.push(data.toString()));
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }
}

export class RawConnection {
  text = '';
  isClosed = false;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
  }
}

export function ok(body: string): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'text/plain' }, body };
}

const SECURE = new WeakSet<SocketServer>();

/** For settings with TLS: the clients use it and trust whatever certificate they get. */
export function trusted(open: OpenSocketServer): OpenSocketServer {
  return async (settings) => {
    const server = await open(settings);
    SECURE.add(server);
    return server;
  };
}

function secured(open: OpenSocketServer): OpenSocketServer {
  return async (settings) => {
    const files = new CertificateFiles('localhost');
    try {
      return await trusted(open)({ ...settings, tls: files.settings });
    } finally {
      files.remove();
    }
  };
}

async function openAttached(settings: SocketServerSettings): Promise<SocketServer> {
  const http = createServer((_, response) => response.writeHead(418).end());
  const server = attachToHttpServer(http, (urlPath) => !urlPath.startsWith('/elsewhere'), settings);
  await listen(http, settings.port, 'API_PORT');
  const close = server.close.bind(server);
  server.close = async (): Promise<void> => {
    await close();
    http.close();
    http.closeAllConnections();
  };
  return server;
}
