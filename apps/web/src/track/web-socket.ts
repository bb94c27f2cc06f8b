import type { WebSocketAddress } from '@yipii/client';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

/**
 * A server that calls itself `localhost` is where this page came from: a phone in the same network reached it by
 * another name, and its API port has the WebSocket, too.
 */
export function reachable(
  address: WebSocketAddress,
  { hostname, port, protocol }: Pick<Location, 'hostname' | 'port' | 'protocol'>,
): WebSocketAddress {
  if (!LOOPBACK.test(address.host) || LOOPBACK.test(hostname)) return address;
  const tls = protocol === 'https:';
  return { ...address, host: hostname, port: Number(port) || (tls ? 443 : 80), tls };
}
