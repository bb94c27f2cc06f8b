export const CODE_DIGITS = 6;
/** How long a code holds, and how often it may be entered. */
export const CODE_LIFE_MS = 10 * 60_000;
export const CODE_TRIES = 5;
/** After so many failures in a row an address can't verify on a link any more, until the owner allows it again. */
export const FAILURES_UNTIL_LOCKED = 100;

/** What people and phones put between digits: blanks, hyphens and invisible marks of direction. */
const SEPARATORS = /[\s\p{Z}\p{Cf}\p{Pd}]/gu;
/** The zeros of ASCII, Arabic, Persian, Devanagari, Bengali and full-width digits. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xff10];
const MAX_LENGTH = 40;

/** Returns the six ASCII digits of a code as people enter it, in whatever digits; null if it can't be a code. */
export function readCode(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const digits = Array.from(text.replaceAll(SEPARATORS, ''), digitOf);
  return digits.length === CODE_DIGITS && digits.every((digit) => digit !== null) ? digits.join('') : null;
}

function digitOf(character: string): number | null {
  const point = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((first) => point >= first && point <= first + 9);
  return zero === undefined ? null : point - zero;
}
