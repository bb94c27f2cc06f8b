import { mailAddressOf } from '@yipii/platform';

const MAX_ENTRIES = 500;
const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_TEXT_LENGTH = 500;

/** What is wrong with a list of addresses and domains, to follow the field's name. */
export function addressListProblem(value: unknown): string | null {
  if (!Array.isArray(value) || value.length > MAX_ENTRIES)
    return `must be a list of at most ${MAX_ENTRIES} entries`;
  const wrong = value.findIndex((entry) => typeof entry !== 'string' || listedAddressOf(entry) === null);
  return wrong === -1 ? null : `must hold addresses, or domains as @example.com; entry ${wrong} is neither`;
}

/** Returns an address, or a domain as `@example.com`, as it is compared: in lower case. Null: it is neither. */
export function listedAddressOf(text: string): string | null {
  if (!text.startsWith('@')) return comparableAddress(text);
  return comparableAddress(`x${text}`)?.slice(1) ?? null;
}

/** Nobody tells apart addresses by their case. */
export function comparableAddress(text: string): string | null {
  return mailAddressOf(text.trim())?.toLowerCase() ?? null;
}

/** Metadata are texts by name; nobody but the account sees them. */
export function metadataProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const entries = Object.entries(value);
  if (entries.length > MAX_KEYS) return `must have at most ${MAX_KEYS} entries`;
  const isText = (text: unknown): boolean =>
    typeof text === 'string' &&
    text.length <= MAX_TEXT_LENGTH &&
    !text.includes('\0') &&
    !/\p{Surrogate}/u.test(text);
  const isFine = entries.every(
    ([name, text]) => name.length <= MAX_KEY_LENGTH && isText(name) && isText(text),
  );
  return isFine
    ? null
    : `must have names of at most ${MAX_KEY_LENGTH} and texts of at most ${MAX_TEXT_LENGTH} characters`;
}
