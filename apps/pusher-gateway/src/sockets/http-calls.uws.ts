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

/** What uWebSockets.js does not tell about a request. */
export interface Origin {
  readonly isSecure: boolean;
  /** Whether the server is stopping: remaining connections end after their current request. */
  readonly isStopping: boolean;
}

/**
 * Reads the body and answers. uWebSockets.js itself cuts a client whose headers take longer than about 10
 * s, or whose body is slower than 16 KB/s for that long.
 */
export function serveCall(
  response: HttpResponse,
  request: HttpRequest,
  settings: Pick<SocketServerSettings, 'onRequest' | 'maxBodyBytes'>,
  origin: () => Origin,
): void {
  const asked = { method: request.getCaseSensitiveMethod(), ...readRequest(response, request, origin()) };
  if (!isFramedClearly(request)) {
    // Cut without an answer: after one, what follows in the same packet would still be served as a request.
    response.close();
    return;
  }
  let isPaused = false;
  const call = new IncomingCall(asked, settings, {
    answer: (answer, isLast) => {
      if (isPaused) response.resume();
      writeAnswer(response, asked.method, answer, isLast);
    },
    isStopping: () => origin().isStopping,
  });
  response.onAborted(() => call.abort());
  response.onData((chunk, isLast) => {
    call.take(new Uint8Array(chunk));
    if (!isLast || call.isAnswered) return;
    // uWebSockets.js cuts a connection whose next request comes before the answer. What follows is left unread
    // until then; if it came in the same packet, this request is aborted before it is carried out.
    isPaused = true;
    response.pause();
    setImmediate(() => call.end());
  });
}

/** @param isLast ends the connection after it */
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
    // With a length, endWithoutBody never finishes the request; told to close, it adds a length (20.30).
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
    // Undefined without a question mark, contrary to its typings.
    query: request.getQuery() || '',
    headers: readHeaders(request),
    remoteAddress: Buffer.from(response.getRemoteAddressAsText()).toString(),
    isSecure,
  };
}

const NO_HEADERS = Object.fromEntries(REQUEST_HEADERS.map((name) => [name, ''])) as RequestHeaders;

/**
 * Returns whether the length of the body is beyond doubt. uWebSockets.js takes the first of several lengths and any
 * transfer coding that ends in `chunked`; a proxy in front may read another request (RFC 9112 §6.3).
 */
function isFramedClearly(request: HttpRequest): boolean {
  const lengths: string[] = [];
  const codings: string[] = [];
  request.forEach((name, value) => {
    if (name === 'content-length') lengths.push(value);
    if (name === 'transfer-encoding') codings.push(value.toLowerCase());
  });
  if (codings.length > 0) return lengths.length === 0 && codings.join() === 'chunked';
  return lengths.length === 0 || (lengths.length === 1 && /^\d+$/.test(lengths[0] ?? ''));
}

/** `getHeader` returns only the first of repeated headers, and a proxy may append its own to a forged one. */
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
