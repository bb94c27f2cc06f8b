/** So often what is found may itself hold something encoded. */
const MAX_DEPTH = 4;
const ENCODED = /[A-Za-z0-9+/_-]{12,}={0,2}/g;

/**
 * Returns a text with all that is encoded in it: percent, base64 and base64url (so also each part of a JWT), and JSON
 * in JSON.
 */
export function layersOf(text: string, depth = 0): string[] {
  if (depth >= MAX_DEPTH) return [text];
  const inner = [percentDecoded(text), unescaped(text), ...base64Decoded(text)].filter((one) => one !== text);
  return [text, ...[...new Set(inner)].flatMap((one) => layersOf(one, depth + 1))];
}

function percentDecoded(text: string): string {
  return text.replaceAll(/(%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replaceAll(/\\(.)/g, '$1');
}

/** What is readable once it is decoded. */
function base64Decoded(text: string): string[] {
  return (text.match(ENCODED) ?? []).flatMap((encoded) => {
    const decoded = Buffer.from(encoded, 'base64').toString();
    return /^[\x20-\x7e\s\u00a0-\uffef]+$/.test(decoded) && !decoded.includes('\ufffd') ? [decoded] : [];
  });
}
