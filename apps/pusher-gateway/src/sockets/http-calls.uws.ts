import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { hasBody, statusLine } from './http-exchange';
import { IncomingCall } from './incoming-call';
import {
  REQUEST_HEADERS,
  type HttpAnswer,
  type RequestHeaders,
  type SocketServerSettings,
  type UpgradeRequest,
} from './socket-server.ports';

/** What uWebSockets.js does not say of itself. */
export interface Origin {
  readonly isSecure: boolean;
  /** Nothing new is begun on the connections that are left. */
  readonly isStopping: boolean;
}

/**
 * Reads the body and answers. uWebSockets.js itself cuts a client whose headers take longer than about 10 s
 * or whose body falls below 16 KB/s for that long.
 */
export function serveCall(
  response: HttpResponse,
  request: HttpRequest,
  settings: Pick<SocketServerSettings, 'onRequest' | 'maxBodyBytes'>,
  origin: () => Origin,
): void {
  const asked = { method: request.getCaseSensitiveMethod(), ...readRequest(response, request, origin()) };
  const call = new IncomingCall(asked, settings, {
    answer: (answer, isLast) => writeAnswer(response, asked.method, answer, isLast),
    isStopping: () => origin().isStopping,
  });
  response.onAborted(() => call.abort());
  response.onData((chunk, isLast) => {
    call.take(new Uint8Array(chunk));
    if (isLast) call.end();
  });
}

/** `isLast` ends the connection behind it. */
export function writeAnswer(
  response: HttpResponse,
  method: string,
  { status, headers, body }: HttpAnswer,
  isLast: boolean,
): void {
  response.cork(() => {
    response.writeStatus(statusLine(status));
    for (const [name, value] of Object.entries(headers)) response.writeHeader(name, value);
    if (hasBody(status) && method !== 'HEAD') {
      response.end(body, isLast);
      return;
    }
    // Told the length, endWithoutBody never gets done with the request; told to close, it adds a length (20.30).
    if (hasBody(status)) response.writeHeader('content-length', String(Buffer.byteLength(body)));
    if (isLast) response.writeHeader('connection', 'close');
    response.endWithoutBody();
  });
}

export function readRequest(
  response: HttpResponse,
  request: HttpRequest,
  { isSecure }: Origin,
): UpgradeRequest {
  return {
    path: request.getUrl(),
    // Undefined without a question mark, whatever its typings say.
    query: request.getQuery() || '',
    headers: readHeaders(request),
    remoteAddress: Buffer.from(response.getRemoteAddressAsText()).toString(),
    isSecure,
  };
}

const NO_HEADERS = Object.fromEntries(REQUEST_HEADERS.map((name) => [name, ''])) as RequestHeaders;

/** `getHeader` knows the first of repeated ones only, and a proxy may add its own behind a forged one. */
function readHeaders(request: HttpRequest): RequestHeaders {
  const headers: Record<string, string> = { ...NO_HEADERS };
  request.forEach((name, value) => {
    const known = headers[name];
    if (known === undefined) return;
    if (known === '') headers[name] = value;
    else if (name !== 'authorization') headers[name] = `${known}, ${value}`;
  });
  return headers as RequestHeaders;
}
