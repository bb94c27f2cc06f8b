const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const SPACE = new Set([0x20, 0x0a, 0x0d, 0x09]);
const COMMA = 0x2c;

/**
 * Returns the text of an object's member as it stands in the object's JSON text, to relay it unchanged: of
 * several members of the name the last, as JSON.parse has it; undefined without any.
 * @param text valid JSON of an object
 */
export function rawMember(text: string, name: string): string | undefined {
  let found: string | undefined;
  for (let at = pastSpace(text, text.indexOf('{') + 1); text.charCodeAt(at) === QUOTE;) {
    const keyEnd = endOfString(text, at);
    const start = pastSpace(text, text.indexOf(':', keyEnd) + 1);
    const end = endOfValue(text, start);
    if (isKey(text.slice(at, keyEnd), name)) found = text.slice(start, end);
    const next = pastSpace(text, end);
    at = text.charCodeAt(next) === COMMA ? pastSpace(text, next + 1) : next;
  }
  return found;
}

function isKey(quoted: string, name: string): boolean {
  return quoted.includes('\\') ? JSON.parse(quoted) === name : quoted.slice(1, -1) === name;
}

function pastSpace(text: string, from: number): number {
  let at = from;
  while (SPACE.has(text.charCodeAt(at))) at++;
  return at;
}

/** Iterative, so that nesting costs no stack. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (OPENING.has(code) || CLOSING.has(code)) {
      depth += OPENING.has(code) ? 1 : -1;
      at++;
    } else {
      at = depth === 0 ? endOfLiteral(text, at) : at + 1;
    }
  } while (depth > 0);
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** A number, true, false or null. */
function endOfLiteral(text: string, from: number): number {
  let at = from;
  while (/[^\s,}\]]/.test(text.charAt(at))) at++;
  return at;
}
