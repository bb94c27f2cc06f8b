import { isIPv6 } from 'node:net';

/** Longer texts are truncated before any pattern is applied. */
const MAX_FIELD = 2_000;
const MAX_MESSAGE = 300;
const QUOTES = /["'`«»]/g;
const URL_REST = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s"'`)\]}>,]+/gi;
const EMAIL = /[^\s@<>"'`(:,;]{1,64}@[^\s@<>"'`),:;]+/g;
/** A network (`203.0.113.0/24`) may be logged, an address may not. */
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d|\/\d)/g;
const MAYBE_IPV6 = /(?<![\w:.])[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*(?![\w/])/gi;
const TOKEN = /\b(?:eyJ[\w.+=-]{10,}|(?<=Bearer )\S+)/gi;
/** Keys, hashes and UUIDs: long, with a digit. */
const LONG_WORD = /[\w+=-]{20,}/g;

/**
 * Returns our own text without what must not be logged: addresses of machines and people, and everything but the
 * scheme of URLs.
 */
export function maskAddresses(text: string): string {
  return cut(text, MAX_FIELD)
    .replace(URL_REST, '$1[…]')
    .replace(EMAIL, '[email]')
    .replace(IPV4, '[ip]')
    .replace(MAYBE_IPV6, (candidate) => (isIPv6(candidate) ? '[ip]' : candidate));
}

/**
 * Returns foreign text, e.g. the message of a library's error, without values: addresses, quotations and tokens.
 */
export function maskValues(text: string): string {
  const masked = maskAddresses(maskQuotations(cut(text, MAX_FIELD)));
  return cut(
    masked.replace(TOKEN, '[…]').replace(LONG_WORD, (word) => (/\d/.test(word) ? '[…]' : word)),
    MAX_MESSAGE,
  );
}

/**
 * Masks from the first quotation mark to the last, because quotations may be nested, or to the end if one is not
 * closed. An apostrophe within a word does not count.
 */
function maskQuotations(text: string): string {
  const marks = indexesOfQuotes(text);
  const [first] = marks;
  const last = marks.at(-1);
  if (first === undefined || last === undefined) return text;
  const isClosed = marks.length % 2 === 0 && text.length <= MAX_FIELD;
  return `${text.slice(0, first)}[…]${isClosed ? text.slice(last + 1) : ''}`;
}

function indexesOfQuotes(text: string): number[] {
  const isWithinWord = (at: number): boolean => /\w\W\w/.test(text.slice(Math.max(0, at - 1), at + 2));
  return Array.from(text.matchAll(QUOTES), ({ index }) => index).filter((at) => !isWithinWord(at));
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
