import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Groups of an IPv6 address that name the network of one customer: a /64 at least (RFC 6177). */
const CUSTOMER_GROUPS = 4;

/** An address in the canonical spelling used for comparison: IPv4-mapped as IPv4, IPv6 without a zone or `::`. */
export type IpAddress = string;

/** Returns null for anything but an address, e.g. one with a port. */
export function parseAddress(text: string): IpAddress | null {
  const address = text.replace(/%.*$/, '');
  // Node refuses what only ipaddr.js reads (0x7f.1), and the other way round (64:ff9b::1.2.3.4).
  if (isIP(text) === 0 || !ipaddr.isValid(address)) return null;
  return ipaddr.process(address).toNormalizedString();
}

/** Returns what counts as one client: an IPv4 address, or the /64 of an IPv6 address. */
export function customerOf(address: IpAddress): string {
  if (!address.includes(':')) return address;
  return `${address.split(':').slice(0, CUSTOMER_GROUPS).join(':')}::/64`;
}

/** Returns the network that an address is in, which is no person any more: its /24, or its /48. */
export function truncateAddress(address: IpAddress): string {
  if (address.includes(':')) return `${address.split(':').slice(0, 3).join(':')}::/48`;
  return `${address.split('.').slice(0, 3).join('.')}.0/24`;
}

/** Names that `ipaddr.js` gives to loopback and private ranges. */
const OWN_NETWORKS = new Set([
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
]);

/**
 * Returns whether an address belongs to the public internet; false for anything that is not an address, e.g. of a
 * Unix socket.
 */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && !OWN_NETWORKS.has(ipaddr.parse(address).range());
}
