import type { IncomingHttpHeaders } from 'node:http';
import { isSameOrigin } from '@yipii/api';
import { isLocal } from '@yipii/platform';
import type { Request } from 'express';

/** What proxies add to a request of somebody else. */
const FORWARDED = /^(forwarded|via|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|x-forwarded-.+)$/;

/**
 * Whether a page of this server asks, from this machine or its network. A page of another origin does not, even by a
 * name that leads here (DNS rebinding), and neither does whoever comes through a proxy or tunnel on this machine.
 */
export function isOwnPage({ headers, hostname, protocol, socket }: Request): boolean {
  const isForwarded = Object.keys(headers).some((name) => FORWARDED.test(name));
  const isHere = [hostname, socket.remoteAddress ?? ''].every(isLocal);
  return isHere && !isForwarded && isSameOrigin(headers, originOf(headers, protocol));
}

function originOf({ host = '' }: IncomingHttpHeaders, protocol: string): string {
  return `${protocol}://${host}`;
}
