import { bearerOf, clientKeyOf, type RequestLimitRules } from '@yipii/platform';
import type { Request } from 'express';
import type { LinkSessionConfig } from './link-session.config';

/** Returns the session token that a request carries, well-formed or not; null: none. */
export function sessionTokenOf(request: Request): string | null {
  return bearerOf(request) ?? request.get('x-tracking-session') ?? null;
}

/** What each limit of tracking links counts, and how much it allows. */
export function linkLimitRules(config: LinkSessionConfig): RequestLimitRules['requests'] {
  return {
    link_verify: { perMinute: config.verificationsPerMinute, keyOf: clientKeyOf },
    link_location: {
      perMinute: config.locationsPerMinute,
      keyOf: (request) => sessionTokenOf(request) ?? clientKeyOf(request),
    },
    link: { perMinute: config.requestsPerMinute, keyOf: clientKeyOf },
  };
}
