import { isIPv4, isIPv6 } from 'node:net';
import { Networks } from './networks';

/** IANA IPv4 Special-Purpose Address Registry, and multicast. 169.254.169.254 gives out a cloud's credentials. */
const SPECIAL_IPV4 = new Networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

/**
 * Only global unicast is public: outside of it are loopback, link-local and private addresses, IPv4-mapped ones
 * and NAT64 (64:ff9b::/96), which lead to IPv4 addresses.
 */
const GLOBAL_IPV6 = new Networks(['2000::/3']);
/** IETF protocols with Teredo, documentation, and 6to4, which leads to IPv4 addresses. */
const SPECIAL_IPV6 = new Networks([
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]);

/** Networks of development and test environments. Link-local addresses are not among them. */
const NEARBY = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7'];

/** Destinations of outgoing requests: the public internet, and networks listed by the operator. */
export class DestinationRules {
  private readonly listed: Networks;

  constructor(
    private readonly isProduction: boolean,
    /** By default loopback and private networks, in production none. */
    networks: readonly string[] = isProduction ? [] : NEARBY,
  ) {
    this.listed = new Networks(networks);
  }

  /** Returns why nothing may be sent to this IP address by this protocol; null if it may. */
  problem(address: string, protocol: string): string | null {
    if (this.listed.has(address)) return null;
    if (!isPublic(address)) return 'the address is not public';
    return protocol === 'https:' || !this.isProduction ? null : 'HTTPS is required';
  }
}

/** Returns whether the address can belong to a server on the internet. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !SPECIAL_IPV4.has(address);
  return isIPv6(address) && GLOBAL_IPV6.has(address) && !SPECIAL_IPV6.has(address);
}
