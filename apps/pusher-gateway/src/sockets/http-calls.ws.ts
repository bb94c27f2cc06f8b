import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { BodyIntake, answerCall, bareAnswers, hasBody } from './http-exchange';
import { canonicalAddress } from './remote-address';
import {
  REQUEST_HEADERS,
  type HttpAnswer,
  type HttpCall,
  type RequestHeaders,
  type SocketServerSettings,
  type UpgradeRequest,
} from './socket-server.ports';

/** A client that takes no byte of its answer for so long is cut. */
const STALLED_MS = 10_000;

/** Reads the body and answers. The times that the client has for its request are the HTTP server's. */
export function serveCall(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Pick<SocketServerSettings, 'onRequest' | 'maxBodyBytes'>,
  isStopping: () => boolean,
): void {
  const asked = { method: request.method ?? '', ...readRequest(request) };
  const intake = new BodyIntake(settings.maxBodyBytes);
  const answer = (with_: HttpAnswer, isLast: boolean): void => {
    if (!response.destroyed && !response.headersSent) writeAnswer(response, asked.method, with_, isLast);
  };
  request.on('data', (chunk: Buffer) => {
    intake.take(chunk);
    if (intake.isOverfull) answer(bareAnswers.tooLarge, true);
  });
  request.on('end', () => {
    const call: HttpCall = { ...asked, body: intake.bytes() };
    if (intake.isTooLarge) answer(bareAnswers.tooLarge, false);
    else void answerCall(call, settings.onRequest).then((answered) => answer(answered, isStopping()));
  });
}

/** Instead of a WebSocket; ends the connection. */
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
    remoteAddress: canonicalAddress(socket.remoteAddress ?? ''),
    isSecure: 'encrypted' in socket,
  };
}
