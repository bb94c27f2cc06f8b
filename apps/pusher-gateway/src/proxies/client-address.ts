import type { UpgradeRequest } from '../sockets/socket-server.ports';
import { customerOf, isPublicAddress, parseAddress, type IpAddress } from '@yipii/platform';
import type { TrustedProxies } from './trusted-proxies';

/** The client at the other end, as far as it can be trusted. */
export interface RequestClient {
  readonly address: IpAddress;
  /** The key by which limits count it: the address, or the /64 of an IPv6 address. */
  readonly limitKey: string;
  /** Whether it came over TLS, to us or to a trusted proxy. */
  readonly isSecure: boolean;
  /** Whether the client, or the peer that speaks for it, is at an address of the internet. */
  readonly isPublic: boolean;
}

type RequestOrigin = Pick<UpgradeRequest, 'remoteAddress' | 'isSecure'> & {
  readonly headers: Pick<UpgradeRequest['headers'], 'x-forwarded-for' | 'x-forwarded-proto'>;
};

/** Traefik sends the scheme of the WebSocket. */
const SECURE_SCHEMES = new Set(['https', 'wss']);
const UNKNOWN = '0.0.0.0';

/**
 * Returns the client of a request: the first address from the right of X-Forwarded-For that is not a
 * trusted proxy, as Express (`proxy-addr`) determines it for the API. The headers count only from a trusted
 * peer. Anything that is not an address ends the walk at the one before it, since nothing vouches for what
 * lies beyond.
 */
export function clientOf(request: RequestOrigin, trusted: TrustedProxies): RequestClient {
  const peer = parseAddress(request.remoteAddress);
  if (peer === null)
    return { address: UNKNOWN, limitKey: UNKNOWN, isSecure: request.isSecure, isPublic: false };
  const isProxied = trusted.includes(peer);
  const address = isProxied ? forwardedFor(peer, request.headers['x-forwarded-for'], trusted) : peer;
  const isSecure = isProxied ? isForwardedSecure(request) : request.isSecure;
  const isPublic = isPublicAddress(peer) || isPublicAddress(address);
  return { address, limitKey: customerOf(address), isSecure, isPublic };
}

function forwardedFor(peer: IpAddress, header: string, trusted: TrustedProxies): IpAddress {
  let client = peer;
  for (const entry of hopsOf(header)) {
    const address = parseAddress(entry);
    if (address === null) return client;
    client = address;
    if (!trusted.includes(client)) return client;
  }
  return client;
}

/** The nearest first. */
function hopsOf(header: string): readonly string[] {
  return header
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .reverse();
}

function isForwardedSecure({ headers, isSecure }: RequestOrigin): boolean {
  const [scheme = ''] = headers['x-forwarded-proto'].split(',');
  return scheme.trim() === '' ? isSecure : SECURE_SCHEMES.has(scheme.trim().toLowerCase());
}
