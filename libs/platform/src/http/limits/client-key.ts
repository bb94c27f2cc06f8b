import type { Request } from 'express';
import { customerOf, parseAddress } from '../../network/ip-address';

/**
 * Returns what counts as one client: its IPv4 address or the /64 of its IPv6 address, the first from the right of
 * X-Forwarded-For that is not a trusted proxy.
 */
export function clientKeyOf({ ip, socket }: Pick<Request, 'ip' | 'socket'>): string {
  const address = parseAddress(ip ?? '') ?? parseAddress(socket.remoteAddress ?? '');
  return address === null ? 'unknown' : customerOf(address);
}
