import type { RateLimit } from './rate-limits.ports';

/**
 * The limit of failed authentications of one client (an IPv4 address, or the /64 of an IPv6 address), whatever it
 * tries and wherever: API and gateways share the count.
 * @param perMinute 0: no limit
 */
export function failedAuthentications(perMinute: number): RateLimit {
  return { name: 'failed_authentication', max: perMinute, windowSeconds: 60 };
}
