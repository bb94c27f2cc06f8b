import { Logger } from '@nestjs/common';
import { PortTaken } from '@yipii/platform';
import type * as UwsModule from 'uWebSockets.js';
import type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  us_listen_socket,
  us_socket_context_t,
  WebSocket,
} from 'uWebSockets.js';
import {
  INTERNAL_ERROR,
  REQUEST_HEADERS,
  SocketServer,
  type ClientSocket,
  type SocketListener,
  type SocketServerSettings,
  type UpgradeRequest,
} from './socket-server.ports';

type Uws = typeof UwsModule;

/** The typings have it as an enum, the binary as a value of the module. */
interface ExclusivePort {
  readonly LIBUS_LISTEN_EXCLUSIVE_PORT: UwsModule.ListenOptions;
}

interface Connection {
  readonly request: UpgradeRequest;
  socket?: UwsSocket;
  listener?: SocketListener;
}

/** The native binary does not load on this platform or Node version. */
export class UwsMissing extends Error {
  override readonly name = 'UwsMissing';
}

/**
 * @throws UwsMissing
 * @throws PortTaken
 */
export async function openUwsServer(settings: SocketServerSettings): Promise<SocketServer> {
  const uws = await loadUws();
  const app = uws.App();
  const sockets = new Set<UwsSocket>();
  app.ws<Connection>('/*', { ...limits(uws, settings), ...handlers(settings, sockets) });
  app.any('/*', (response) => {
    response.writeStatus('426 Upgrade Required').writeHeader('Upgrade', 'websocket').end();
  });
  return new UwsServer(uws, app, sockets, await listen(uws, app, settings.port));
}

/** The package falls back to slow JavaScript in silence; only native functions are the real thing. */
async function loadUws(): Promise<Uws> {
  try {
    const { default: uws } = (await import('uWebSockets.js')) as unknown as { default: Uws };
    if (Function.prototype.toString.call(uws.App).includes('[native code]')) return uws;
  } catch (cause) {
    throw new UwsMissing('uWebSockets.js can not be loaded', { cause });
  }
  throw new UwsMissing(`uWebSockets.js has no binary for ${process.platform} and Node ${process.version}`);
}

class UwsServer extends SocketServer {
  readonly port: number;

  constructor(
    private readonly uws: Uws,
    private readonly app: TemplatedApp,
    private readonly sockets: ReadonlySet<UwsSocket>,
    private token: us_listen_socket | null,
  ) {
    super();
    this.port = token ? uws.us_socket_local_port(token) : 0;
  }

  publish(topic: string, text: string): number {
    const recipients = this.app.numSubscribers(topic);
    if (recipients > 0) this.app.publish(topic, text, false, false);
    return recipients;
  }

  stopListening(): void {
    if (this.token) this.uws.us_listen_socket_close(this.token);
    this.token = null;
  }

  close(): Promise<void> {
    this.stopListening();
    for (const socket of [...this.sockets]) socket.cut();
    return Promise.resolve();
  }
}

/** A topic that nothing is published to. */
const EVERYBODY = 'everybody';

/** uWebSockets.js throws on a socket that is closed, and inside a callback that ends the process. */
class UwsSocket implements ClientSocket {
  private ws: WebSocket<Connection> | null;

  constructor(ws: WebSocket<Connection>) {
    this.ws = ws;
    // Whoever leaves the last of its topics loses what was published in this turn of the event loop.
    ws.subscribe(EVERYBODY);
  }

  get bufferedBytes(): number {
    return this.ws?.getBufferedAmount() ?? 0;
  }

  send(text: string): void {
    this.ws?.send(text, false, false);
  }

  join(topic: string): void {
    this.ws?.subscribe(topic);
  }

  leave(topic: string): void {
    this.ws?.unsubscribe(topic);
  }

  close(code: number, message: string): void {
    this.ws?.end(code, message);
  }

  cut(): void {
    this.ws?.close();
  }

  ended(): void {
    this.ws = null;
  }
}

function limits(uws: Uws, settings: SocketServerSettings): object {
  return {
    maxPayloadLength: settings.maxFrameBytes,
    maxBackpressure: settings.maxBufferedBytes,
    closeOnBackpressureLimit: true,
    compression: uws.DISABLED,
    // Liveness is the gateway's own (4201), and so is the ping.
    idleTimeout: 0,
    sendPingsAutomatically: false,
  };
}

function handlers(settings: SocketServerSettings, sockets: Set<UwsSocket>) {
  return {
    upgrade: (response: HttpResponse, request: HttpRequest, context: us_socket_context_t): void => {
      const connection: Connection = { request: readRequest(response, request) };
      response.upgrade(
        connection,
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open: (ws: WebSocket<Connection>): void => {
      const socket = new UwsSocket(ws);
      const connection = ws.getUserData();
      connection.socket = socket;
      sockets.add(socket);
      guarded(socket, () => (connection.listener = settings.onConnection(socket, connection.request)));
    },
    message: (ws: WebSocket<Connection>, message: ArrayBuffer, isBinary: boolean): void =>
      tell(ws, (listener) => {
        listener.heard();
        listener.received(isBinary ? null : Buffer.from(message).toString());
      }),
    ping: (ws: WebSocket<Connection>): void => tell(ws, (listener) => listener.heard()),
    pong: (ws: WebSocket<Connection>): void => tell(ws, (listener) => listener.heard()),
    drain: (ws: WebSocket<Connection>): void => tell(ws, (listener) => listener.drained()),
    close: (ws: WebSocket<Connection>, code: number): void => {
      const { socket, listener } = ws.getUserData();
      if (!socket) return;
      sockets.delete(socket);
      socket.ended();
      guarded(socket, () => listener?.closed(code));
    },
  };
}

function readRequest(response: HttpResponse, request: HttpRequest): UpgradeRequest {
  const headers = Object.fromEntries(REQUEST_HEADERS.map((name) => [name, request.getHeader(name)]));
  return {
    path: request.getUrl(),
    query: request.getQuery(),
    headers: headers as UpgradeRequest['headers'],
    remoteAddress: Buffer.from(response.getRemoteAddressAsText()).toString(),
    isSecure: false,
  };
}

function tell(ws: WebSocket<Connection>, what: (listener: SocketListener) => void): void {
  const { socket, listener } = ws.getUserData();
  if (socket && listener) guarded(socket, () => what(listener));
}

function guarded(socket: ClientSocket, run: () => void): void {
  try {
    run();
  } catch (err) {
    new Logger('sockets').error({ msg: 'a connection failed', err });
    socket.close(INTERNAL_ERROR, '');
  }
}

/** By default uSockets shares a port in silence with whoever has it. */
function listen(uws: Uws, app: TemplatedApp, port: number): Promise<us_listen_socket> {
  const { LIBUS_LISTEN_EXCLUSIVE_PORT: exclusive } = uws as unknown as ExclusivePort;
  return new Promise((resolve, reject) => {
    app.listen(port, exclusive, (token) => {
      if (token) resolve(token);
      else reject(new PortTaken(port, 'GATEWAY_PORT'));
    });
  });
}
