import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { listen, TlsFiles, type KeyPair } from '@yipii/platform';
import { serveCall } from './http-calls.ws';
import { listenShared } from './listen-shared.ws';
import { SocketServer, type ClientSocket, type SocketServerSettings } from './socket-server.ports';
import { WsSockets, asksForWebSocket } from './upgrades.ws';
import { serveWithoutUpgrade } from './without-upgrade.ws';

/** Timeouts of a client's handshake and request, and of an idle connection. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Node itself answers requests that it can't parse (400, 431) or that take too long (408), and cuts them. */
const HTTP_OPTIONS: ServerOptions = {
  headersTimeout: PATIENCE_MS,
  requestTimeout: PATIENCE_MS,
  keepAliveTimeout: PATIENCE_MS,
  connectionsCheckingInterval: LOOK_EVERY_MS,
};

/**
 * @throws PortTaken
 * @throws StartRefused for TLS files that can't be used, or if Node can't share a port
 */
export async function openWsServer(settings: SocketServerSettings): Promise<SocketServer> {
  const tls = settings.tls && (await TlsFiles.read(settings.tls));
  const { http, replace } = tls ? createHttps(tls) : createHttp();
  const server = new WsServer(http, tls, settings);
  if (settings.sharesPort) await listenShared(http, settings.port, 'GATEWAY_PORT');
  else await listen(http, settings.port, 'GATEWAY_PORT');
  tls?.watch(replace);
  return server;
}

class WsServer extends SocketServer {
  private readonly sockets: WsSockets;
  private isStopping = false;
  private boundPort = 0;

  constructor(
    private readonly http: Server,
    private readonly tls: TlsFiles | undefined,
    settings: SocketServerSettings,
  ) {
    super();
    this.sockets = new WsSockets(settings);
    http.on('request', (request, response) => serveCall(request, response, settings, () => this.isStopping));
    http.on('upgrade', (request, socket, head) => {
      if (asksForWebSocket(request)) this.sockets.upgrade(request, socket, head);
      else serveWithoutUpgrade(http, request, socket, head);
    });
    http.on('listening', () => (this.boundPort = (http.address() as AddressInfo).port));
  }

  get port(): number {
    return this.boundPort;
  }

  publish(topic: string, text: string, except?: ClientSocket): number {
    return this.sockets.publish(topic, text, except);
  }

  accept(isAccepting: boolean): void {
    this.http.maxConnections = isAccepting ? Infinity : 0;
  }

  stopListening(): void {
    this.isStopping = true;
    this.sockets.stop();
    void this.tls?.stop();
    if (this.http.listening) this.http.close();
  }

  async close(): Promise<void> {
    this.stopListening();
    await this.tls?.stop();
    this.sockets.cut();
    this.http.closeAllConnections();
  }
}

interface HttpServer {
  readonly http: Server;
  readonly replace: (pair: KeyPair) => void;
}

function createHttp(): HttpServer {
  return { http: createServer(HTTP_OPTIONS), replace: () => undefined };
}

function createHttps({ current }: TlsFiles): HttpServer {
  const http = createTlsServer({ ...HTTP_OPTIONS, ...current, handshakeTimeout: PATIENCE_MS });
  return { http, replace: (pair) => http.setSecureContext({ ...pair }) };
}
