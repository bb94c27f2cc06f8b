import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
const MAPPED_PREFIX = '0:0:0:0:0:ffff:';
/** One customer of a provider has at least such a network (RFC 6177), and all its addresses. */
const CUSTOMER_GROUPS = 4;

/** An address in the one spelling in which it is compared: IPv4-mapped as IPv4, IPv6 without a zone or `::`. */
export type IpAddress = string;

/** Null for what is no address, e.g. one with a port. */
export function parseAddress(text: string): IpAddress | null {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return null;
  const groups = groupsOf(text.replace(/%.*$/, ''));
  const address = groups.map((group) => group.toString(16)).join(':');
  return address.startsWith(MAPPED_PREFIX) ? dotted(groups) : address;
}

export function familyOf(address: IpAddress): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address. */
export function customerOf(address: IpAddress): string {
  if (familyOf(address) === 'ipv4') return address;
  return `${address.split(':').slice(0, CUSTOMER_GROUPS).join(':')}::/64`;
}

/** Of a valid address without a zone (RFC 4291 §2.2). */
function groupsOf(text: string): readonly number[] {
  const [head = '', tail] = text.split('::');
  const before = parseGroups(head);
  if (tail === undefined) return before;
  const after = parseGroups(tail);
  return [...before, ...Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

function parseGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function dotted(groups: readonly number[]): string {
  return groups
    .slice(-2)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}
