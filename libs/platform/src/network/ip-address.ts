import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Groups of an IPv6 address that name the network of one customer: a /64 at least (RFC 6177). */
const CUSTOMER_GROUPS = 4;

/** An address in the one spelling in which it is compared: IPv4-mapped as IPv4, IPv6 without a zone or `::`. */
export type IpAddress = string;

/** Returns null for anything else than an address, e.g. one with a port. */
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

/** What `ipaddr.js` calls the ranges of loopback and of networks of one's own. */
const OWN_NETWORKS = new Set([
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
]);

/** Whether an address is reached over the internet; false for what is no address, e.g. a Unix socket's. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && !OWN_NETWORKS.has(ipaddr.parse(address).range());
}
