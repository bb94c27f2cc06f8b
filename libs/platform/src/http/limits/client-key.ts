import type { Request } from 'express';
import { customerOf, parseAddress, truncateAddress } from '../../network/ip-address';

/**
 * Returns what counts as one client: its IPv4 address or the /64 of its IPv6 address, the first from the right of
 * X-Forwarded-For that is not a trusted proxy.
 */
export function clientKeyOf({ ip, socket }: Pick<Request, 'ip' | 'socket'>): string {
  const address = addressOf({ ip, socket });
  return address === null ? 'unknown' : customerOf(address);
}

/** Returns the network that a request came from, which is all that is kept of its address; null: unknown. */
export function truncatedAddressOf(request: Pick<Request, 'ip' | 'socket'>): string | null {
  const address = addressOf(request);
  return address === null ? null : truncateAddress(address);
}

function addressOf({ ip, socket }: Pick<Request, 'ip' | 'socket'>): string | null {
  return parseAddress(ip ?? '') ?? parseAddress(socket.remoteAddress ?? '');
}
