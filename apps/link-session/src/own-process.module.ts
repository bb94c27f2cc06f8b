import { Global, Module } from '@nestjs/common';
import {
  Authenticator,
  DomainError,
  OUTBOX_RELAY,
  RateLimitModule,
  RateLimits,
  RequestLimits,
  SecurityEvents,
} from '@yipii/platform';
import type { Request } from 'express';
import { sessionTokenOf } from './link-limits';
import { LinkSessionConfig } from './link-session.config';

/** All routes of this app are public: it knows no callers. */
class NoCallers extends Authenticator {
  authenticate(): Promise<never> {
    return Promise.reject(new DomainError('UNAUTHENTICATED', 'Nothing here takes an access token.'));
  }
}

function createLimits(
  counts: RateLimits,
  { failedAuthenticationsPerMinute }: LinkSessionConfig,
  events: SecurityEvents,
): RequestLimits {
  const credentialOf = (request: Request): string | undefined => sessionTokenOf(request) ?? undefined;
  return new RequestLimits(counts, { requests: {}, failedAuthenticationsPerMinute, credentialOf }, events);
}

/** What a process of its own needs, and standalone has from the API. */
@Global()
@Module({
  imports: [RateLimitModule],
  providers: [
    { provide: Authenticator, useClass: NoCallers },
    {
      provide: RequestLimits,
      inject: [RateLimits, LinkSessionConfig, SecurityEvents],
      useFactory: createLimits,
    },
    ...OUTBOX_RELAY,
  ],
  exports: [RequestLimits],
})
export class OwnProcessModule {}
