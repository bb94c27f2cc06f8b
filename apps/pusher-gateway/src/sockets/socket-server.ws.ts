import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { listen } from '@yipii/platform';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import {
  CLOSED_ABNORMALLY,
  INTERNAL_ERROR,
  REQUEST_HEADERS,
  SocketServer,
  type ClientSocket,
  type SocketListener,
  type SocketServerSettings,
  type UpgradeRequest,
} from './socket-server.ports';

/** @throws PortTaken */
export async function openWsServer(settings: SocketServerSettings): Promise<SocketServer> {
  const http = createServer((_, response) => {
    response.writeHead(426, { Upgrade: 'websocket' }).end();
  });
  const wss = new WebSocketServer({
    server: http,
    maxPayload: settings.maxFrameBytes,
    perMessageDeflate: false,
  });
  // The HTTP server's own errors are heard where it listens.
  wss.on('error', () => undefined);
  const topics = new Topics();
  wss.on('connection', (ws, request) => accept(ws, request, settings, topics));
  await listen(http, settings.port, 'GATEWAY_PORT');
  return new WsServer(http, wss, topics);
}

class WsServer extends SocketServer {
  readonly port: number;

  constructor(
    private readonly http: Server,
    private readonly wss: WebSocketServer,
    private readonly topics: Topics,
  ) {
    super();
    this.port = (http.address() as AddressInfo).port;
  }

  publish(topic: string, text: string): number {
    const members = this.topics.membersOf(topic);
    if (members.size === 0) return 0;
    const bytes = Buffer.from(text);
    for (const socket of members) socket.write(bytes);
    return members.size;
  }

  stopListening(): void {
    if (this.http.listening) this.http.close();
  }

  close(): Promise<void> {
    this.stopListening();
    for (const ws of this.wss.clients) ws.terminate();
    this.http.closeAllConnections();
    return Promise.resolve();
  }
}

/** Who gets what is published to a topic. */
class Topics {
  private readonly members = new Map<string, Set<WsSocket>>();
  private static readonly NOBODY: ReadonlySet<WsSocket> = new Set();

  membersOf(topic: string): ReadonlySet<WsSocket> {
    return this.members.get(topic) ?? Topics.NOBODY;
  }

  add(topic: string, socket: WsSocket): void {
    const members = this.members.get(topic);
    if (members) members.add(socket);
    else this.members.set(topic, new Set([socket]));
  }

  remove(topic: string, socket: WsSocket): void {
    const members = this.members.get(topic);
    members?.delete(socket);
    if (members?.size === 0) this.members.delete(topic);
  }
}

class WsSocket implements ClientSocket {
  private readonly joined = new Set<string>();
  listener: SocketListener | undefined;

  constructor(
    private readonly ws: WebSocket,
    private readonly topics: Topics,
    private readonly maxBufferedBytes: number,
  ) {}

  get bufferedBytes(): number {
    return this.ws.bufferedAmount;
  }

  send(text: string): void {
    this.write(text, () => guarded(this, () => this.listener?.drained()));
  }

  write(text: string | Buffer, written?: () => void): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    if (this.ws.bufferedAmount > this.maxBufferedBytes) this.ws.terminate();
    else this.ws.send(text, { binary: false, compress: false }, written);
  }

  join(topic: string): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    this.joined.add(topic);
    this.topics.add(topic, this);
  }

  leave(topic: string): void {
    this.joined.delete(topic);
    this.topics.remove(topic, this);
  }

  publish(topic: string, text: string): void {
    const bytes = Buffer.from(text);
    for (const socket of this.topics.membersOf(topic)) if (socket !== this) socket.write(bytes);
  }

  close(code: number, message: string): void {
    this.ws.close(code, message);
  }

  ended(): void {
    for (const topic of [...this.joined]) this.leave(topic);
  }
}

function accept(
  ws: WebSocket,
  request: IncomingMessage,
  settings: SocketServerSettings,
  topics: Topics,
): void {
  const socket = new WsSocket(ws, topics, settings.maxBufferedBytes);
  const tell = (what: (listener: SocketListener) => void): void =>
    guarded(socket, () => socket.listener && what(socket.listener));
  ws.on('message', (data: RawData, isBinary: boolean) =>
    tell((listener) => {
      listener.heard();
      listener.received(isBinary ? null : (data as Buffer).toString());
    }),
  );
  ws.on('ping', () => tell((listener) => listener.heard()));
  ws.on('pong', () => tell((listener) => listener.heard()));
  // ws closes by itself what it can't read; 'close' follows.
  ws.on('error', () => undefined);
  ws.on('close', (code) => {
    socket.ended();
    tell((listener) => listener.closed(code || CLOSED_ABNORMALLY));
  });
  guarded(socket, () => (socket.listener = settings.onConnection(socket, readRequest(request))));
}

function readRequest({ url = '/', headers, socket }: IncomingMessage): UpgradeRequest {
  const cut = url.indexOf('?');
  const known = Object.fromEntries(REQUEST_HEADERS.map((name) => [name, String(headers[name] ?? '')]));
  return {
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? '' : url.slice(cut + 1),
    headers: known as UpgradeRequest['headers'],
    remoteAddress: socket.remoteAddress ?? '',
    isSecure: 'encrypted' in socket,
  };
}

function guarded(socket: ClientSocket, run: () => void): void {
  try {
    run();
  } catch (err) {
    new Logger('sockets').error({ msg: 'a connection failed', err });
    socket.close(INTERNAL_ERROR, '');
  }
}
