import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { hasBody } from './http-exchange';
import { IncomingCall } from './incoming-call';
import {
  REQUEST_HEADERS,
  type HttpAnswer,
  type RequestHeaders,
  type SocketServerSettings,
  type UpgradeRequest,
} from './socket-server.ports';

/** A client that reads nothing of its answer for this long is cut. */
const STALLED_MS = 10_000;

/** Reads the body and answers. The timeouts of a request are the HTTP server's. */
export function serveCall(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Pick<SocketServerSettings, 'onRequest' | 'maxBodyBytes'>,
  isStopping: () => boolean,
): void {
  const asked = { method: request.method ?? '', ...readRequest(request) };
  const call = new IncomingCall(asked, settings, {
    answer: (answer, isLast) => {
      // Node may have answered a timeout by itself.
      if (!response.destroyed && !response.headersSent) writeAnswer(response, asked.method, answer, isLast);
    },
    isStopping,
  });
  request.on('data', (chunk: Buffer) => call.take(chunk));
  request.on('end', () => call.end());
}

/** Answers instead of opening a WebSocket, and ends the connection. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex, answer: HttpAnswer): void {
  const response = new ServerResponse(request);
  response.assignSocket(socket as Socket);
  response.on('finish', () => (socket as Socket).destroySoon());
  writeAnswer(response, 'GET', answer, true);
}

function writeAnswer(
  response: ServerResponse,
  method: string,
  { status, headers, body }: HttpAnswer,
  isLast: boolean,
): void {
  const all: OutgoingHttpHeaders = { ...headers };
  if (hasBody(status)) all['content-length'] = Buffer.byteLength(body);
  if (isLast) response.shouldKeepAlive = false;
  response.socket?.setTimeout(STALLED_MS);
  response.writeHead(status, all);
  response.end(hasBody(status) && method !== 'HEAD' ? body : undefined);
}

export function readRequest({ url = '/', headers, socket }: IncomingMessage): UpgradeRequest {
  const cut = url.indexOf('?');
  const known = Object.fromEntries(REQUEST_HEADERS.map((name) => [name, String(headers[name] ?? '')]));
  return {
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? '' : url.slice(cut + 1),
    headers: known as RequestHeaders,
    remoteAddress: socket.remoteAddress ?? '',
    isSecure: 'encrypted' in socket,
  };
}
