import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '../errors/domain-error';
import { toProblem } from './problem';

/** Errors that Node's HTTP server detects before any handler runs. */
const REFUSALS: Readonly<Record<string, DomainError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new DomainError('REQUEST_TIMEOUT', 'The request did not arrive in time.'),
  HPE_HEADER_OVERFLOW: new DomainError('HEADERS_TOO_LARGE', 'The headers of the request are too long.'),
};
const MALFORMED = new DomainError('MALFORMED_REQUEST', 'This is not an HTTP/1.1 request.');
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

const LINGER_MS = 1_000;

/**
 * Responds to requests that are not HTTP, too long or too slow with a problem body, and closes their connections.
 */
export function refuseBadRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const isAnswered = Boolean(
      (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent,
    );
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswered) socket.destroy();
    else end(socket, REFUSALS[error.code ?? ''] ?? MALFORMED);
  });
}

/** Gives the client, which may still be sending, a moment to read the response. */
function end(socket: Duplex, refusal: DomainError): void {
  socket.end(answerTo(refusal));
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

function answerTo(refusal: DomainError): string {
  const problem = toProblem(refusal, randomBytes(16).toString('hex'));
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${REASONS[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
