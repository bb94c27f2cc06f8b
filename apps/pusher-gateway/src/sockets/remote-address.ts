const DOTTED = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i;
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * One spelling per address, whatever spelled it: IPv4 dotted, also where it came mapped into IPv6; IPv6 as
 * in RFC 5952 and without its zone. Empty for what is no address.
 */
export function canonicalAddress(text: string): string {
  const dotted = DOTTED.exec(text)?.[1];
  if (dotted !== undefined) return dotted;
  const short = shorten(text.split('%')[0] as string);
  const mapped = MAPPED.exec(short);
  return mapped ? dottedOf(`${mapped[1]}`, `${mapped[2]}`) : short;
}

/** URLs write IPv6 in that very form (WHATWG URL §3.5). */
function shorten(text: string): string {
  try {
    return new URL(`http://[${text}]`).hostname.slice(1, -1);
  } catch {
    return '';
  }
}

function dottedOf(high: string, low: string): string {
  const [a, b] = [parseInt(high, 16), parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
