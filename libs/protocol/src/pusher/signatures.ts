import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** Returns the HMAC-SHA256 in lower-case hexadecimal, as everywhere in the Pusher protocol. */
export function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Returns the MD5 of a request's body in lower-case hexadecimal. */
export function bodyMd5(body: Uint8Array): string {
  return hash('md5', body);
}

/** Compares in constant time for texts of the same length, which is not secret. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Returns the text that the signature of a channel authorisation covers. `channelData` counts for every
 * kind of channel.
 */
export function channelAuthText(socketId: string, channel: string, channelData?: string): string {
  const text = `${socketId}:${channel}`;
  return channelData === undefined ? text : `${text}:${channelData}`;
}

/** Returns the text that the signature of a sign-in covers. */
export function userAuthText(socketId: string, userData: string): string {
  return `${socketId}::user::${userData}`;
}

/** Returns whether the auth string is `KEY:SIGNATURE` of this app over the text. */
export function isSignedBy(app: { key: string; secret: string }, auth: string, text: string): boolean {
  return equalSecrets(auth, `${app.key}:${hmac(app.secret, text)}`);
}

/**
 * Returns the text that the signature of an HTTP API request covers: method, path and the sorted, unescaped
 * query without `auth_signature` (Pusher Channels HTTP API, "Generating authentication signatures").
 */
export function httpAuthText(method: string, path: string, query: URLSearchParams): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'auth_signature')
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return [method, path, pairs.map(([name, value]) => `${name}=${value}`).join('&')].join('\n');
}
