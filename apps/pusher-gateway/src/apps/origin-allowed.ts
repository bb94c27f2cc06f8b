import type { PusherApp } from './pusher-app';

/** A serialised origin (RFC 6454, section 6.1); hosts have at most 253 characters. */
const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/([^\s/]+)$/;
const MAX_LENGTH = 300;

/**
 * Returns whether a page of this origin may connect to the app. `origin` is the header as received. It is
 * empty for clients other than browsers, which are allowed, since they could send any origin. A pattern
 * without a scheme is compared with host and port alone.
 */
export function isOriginAllowed(
  { allowedOrigins }: Pick<PusherApp, 'allowedOrigins'>,
  origin: string,
): boolean {
  if (allowedOrigins.length === 0 || origin === '') return true;
  if (origin.length > MAX_LENGTH) return false;
  const text = origin.toLowerCase();
  const [, scheme, host = text] = ORIGIN.exec(text) ?? [];
  return allowedOrigins.some((pattern) => {
    const [first = '', second] = pattern.toLowerCase().split('://');
    if (second === undefined) return isLike(first, host);
    return scheme !== undefined && isLike(first, scheme) && isLike(second, host);
  });
}

/**
 * Compares whole texts; `*` matches one or more characters other than a slash. In linear time, unlike a
 * regex.
 */
function isLike(pattern: string, text: string): boolean {
  if (text.includes('/')) return false;
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return text === pattern;
  if (!text.startsWith(start) || !text.endsWith(end)) return false;
  let at = start.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at + 1);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - end.length > at;
}
