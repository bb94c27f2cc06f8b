import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { CODE_DIGITS } from '@yipii/domain';

/** Returns a code of six digits, from the system's random generator. */
export function newCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}

/** What is stored of the code of a challenge. Without the key, a million codes are soon tried. */
export function hashCode(key: string, challengeId: string, code: string): Buffer {
  return createHmac('sha256', key).update(`code:${challengeId}:${code}`).digest();
}

/** In constant time. @param stored null: no code has been sent yet */
export function isCode(stored: Buffer | null, hash: Buffer): boolean {
  return stored !== null && stored.length === hash.length && timingSafeEqual(stored, hash);
}
