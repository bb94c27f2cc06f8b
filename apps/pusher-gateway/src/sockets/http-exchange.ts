import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { Logger } from '@yipii/platform';
import type {
  HttpAnswer,
  HttpCall,
  SocketServerSettings,
  SocketSettings,
  UpgradeRequest,
} from './socket-server.ports';

/** Returns the answer to a complete request. Never rejects. */
export async function answerCall(
  call: HttpCall,
  onRequest: SocketServerSettings['onRequest'],
): Promise<HttpAnswer> {
  try {
    return checked(await onRequest(call));
  } catch (err) {
    return failed(err);
  }
}

/** Never throws. */
export function answerUpgrade(
  request: UpgradeRequest,
  onUpgrade: SocketSettings['onUpgrade'],
): HttpAnswer | null {
  try {
    const answer = onUpgrade(request);
    return answer && checked(answer);
  } catch (err) {
    return failed(err);
  }
}

export const bareAnswers = {
  badHandshake: bare(400),
  nothingThere: bare(404),
  tooLarge: bare(413),
  stopping: bare(503),
} as const;

/** Returns whether an answer of that status has a length, which may be 0 (RFC 9110 §8.6). */
export function hasBody(status: number): boolean {
  return status !== 204 && status !== 304;
}

export function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? 'Unknown'}`;
}

function bare(status: number): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: `${STATUS_CODES[status] ?? ''}\n`,
  };
}

function failed(err: unknown): HttpAnswer {
  new Logger('sockets').error({ msg: 'request failed', err });
  return bare(500);
}

/** Versions of WebSocket that are spoken (RFC 6455 and its last drafts, which differ in nothing that matters). */
export const WEBSOCKET_VERSIONS: readonly string[] = ['8', '13'];

/** uWebSockets.js does not validate headers: a line break in one would start another answer. */
function checked(answer: HttpAnswer): HttpAnswer {
  if (!Number.isInteger(answer.status) || answer.status < 200 || answer.status > 599) {
    throw new RangeError(`${answer.status} is no status of an answer`);
  }
  for (const [name, value] of Object.entries(answer.headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return answer;
}
