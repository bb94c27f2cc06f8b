import { createHmac, randomBytes } from 'node:crypto';
import { equalSecrets } from '@yipii/protocol';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Returns a new secret of 256 random bits, for a cookie or a link. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether it may be a token; other text need not be looked up. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}

/** Returns the CSRF token of a session: bound to it, and of no use to learn the session's own. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url');
}

export function isCsrfTokenOf(sessionToken: string, given: string | undefined): boolean {
  return equalSecrets(given ?? '', csrfTokenOf(sessionToken));
}
