import type { HttpRequest } from './http-message';

/** The head of a request: all but the body, and how that is delimited. */
export interface RequestHead extends Omit<HttpRequest, 'body'> {
  /** Whether the client keeps the connection open for further requests. */
  readonly keepAlive: boolean;
  readonly body: BodyLength;
}

/** Number of bytes, or in chunks (RFC 9112, section 7.1). */
export type BodyLength = number | 'chunked';

export interface BadHead {
  /** Constant, for counters. */
  readonly reason:
    'bad_request_line' | 'bad_header' | 'too_many_headers' | 'bad_content_length' | 'bad_transfer_encoding';
}

const MAX_HEADERS = 100;
const METHOD = /^[A-Z]{1,16}$/;
const VERSION = /^HTTP\/1\.([01])$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const LENGTH = /^\d{1,15}$/;

/**
 * Parses the head of a request as small devices send it: lines may end with a bare LF, the target may
 * contain spaces, and `Host` may be absent.
 */
export function parseHead(text: string): RequestHead | BadHead {
  const [requestLine = '', ...lines] = text.trimEnd().split('\n');
  const target = parseRequestLine(requestLine.trim());
  if ('reason' in target) return target;
  if (lines.length > MAX_HEADERS) return { reason: 'too_many_headers' };
  const headers = parseHeaders(lines);
  if ('reason' in headers) return headers;
  const body = bodyLength(headers);
  if (typeof body === 'object') return body;
  return { ...target, headers, body, keepAlive: keepsAlive(target.minorVersion, headers) };
}

interface RequestLine extends Pick<HttpRequest, 'method' | 'path' | 'query'> {
  readonly minorVersion: string;
}

/** Spaces within the target belong to it: what is behind the last one is the version. */
function parseRequestLine(line: string): RequestLine | BadHead {
  const start = line.indexOf(' ');
  const end = line.lastIndexOf(' ');
  const method = line.slice(0, Math.max(start, 0));
  const minorVersion = VERSION.exec(line.slice(end + 1))?.[1];
  const target = line.slice(start, end).trim();
  if (!METHOD.test(method) || minorVersion === undefined || target === '')
    return { reason: 'bad_request_line' };
  const at = target.indexOf('?');
  const path = at === -1 ? target : target.slice(0, at);
  return { method, path, query: at === -1 ? '' : target.slice(at + 1), minorVersion };
}

function parseHeaders(lines: readonly string[]): Map<string, string> | BadHead {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!HEADER_NAME.test(name)) return { reason: 'bad_header' };
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    // Two different lengths would let two readers see two different requests.
    if (name === 'content-length' && before !== undefined && before !== value)
      return { reason: 'bad_content_length' };
    headers.set(name, before === undefined || before === value ? value : `${before}, ${value}`);
  }
  return headers;
}

function bodyLength(headers: ReadonlyMap<string, string>): BodyLength | BadHead {
  const encoding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  if (encoding !== undefined) {
    const isChunked = encoding.toLowerCase() === 'chunked' && length === undefined;
    return isChunked ? 'chunked' : { reason: 'bad_transfer_encoding' };
  }
  if (length === undefined) return 0;
  return LENGTH.test(length) ? Number(length) : { reason: 'bad_content_length' };
}

function keepsAlive(minorVersion: string, headers: ReadonlyMap<string, string>): boolean {
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  return minorVersion === '1' ? !connection.includes('close') : connection.includes('keep-alive');
}
