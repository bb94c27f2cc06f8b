import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import { Topics, WsSocket } from './client-socket.ws';
import { readRequest, refuseUpgrade } from './http-calls.ws';
import { answerUpgrade, bareAnswers, WEBSOCKET_VERSIONS } from './http-exchange';
import { READ_BEYOND, type ClientSocket, type HttpAnswer, type SocketSettings } from './socket-server.ports';

/** Time for a client to answer our close frame. */
const CLOSE_MS = 2_000;
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** The WebSockets of a server, independent of how it listens. */
export class WsSockets {
  private readonly wss: WebSocketServer;
  private readonly topics = new Topics();
  private isStopping = false;

  constructor(private readonly settings: SocketSettings) {
    const options: ServerOptions & { readonly closeTimeout: number } = {
      noServer: true,
      maxPayload: settings.maxFrameBytes * READ_BEYOND,
      perMessageDeflate: false,
      closeTimeout: CLOSE_MS,
    };
    this.wss = new WebSocketServer(options);
  }

  publish(topic: string, text: string, except?: ClientSocket): number {
    const members = this.topics.membersOf(topic);
    if (members.size === 0) return 0;
    const bytes = Buffer.from(text);
    let recipients = 0;
    for (const socket of members) {
      if (socket === except) continue;
      socket.write(bytes);
      recipients++;
    }
    return recipients;
  }

  /** For a request that `asksForWebSocket`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const asked = readRequest(request);
    const refusal = this.refusalOf(request) ?? answerUpgrade(asked, this.settings.onUpgrade);
    if (refusal) {
      refuseUpgrade(request, socket, refusal);
      return;
    }
    this.wss.handleUpgrade(request, socket, head, (ws) =>
      new WsSocket(ws, this.topics, this.settings).opened(asked),
    );
  }

  stop(): void {
    this.isStopping = true;
  }

  cut(): void {
    this.stop();
    for (const ws of this.wss.clients) ws.terminate();
  }

  private refusalOf(request: IncomingMessage): HttpAnswer | null {
    if (this.isStopping) return bareAnswers.stopping;
    return isHandshake(request) ? null : bareAnswers.badHandshake;
  }
}

export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** RFC 6455 §4.2.1. */
function isHandshake({ method, headers }: IncomingMessage): boolean {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version = '' } = headers;
  return method === 'GET' && KEY.test(key) && WEBSOCKET_VERSIONS.includes(version);
}
