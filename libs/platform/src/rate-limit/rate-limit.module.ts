import { Global, Module } from '@nestjs/common';
import { LiveConfig } from '../config/shared.config';
import { RedisConnections } from '../redis/redis-connections';
import { FlexibleRateLimits } from './rate-limits.flexible';
import { RateLimits } from './rate-limits.ports';

/** One set of counts for all parts of a process: shared through Redis where there is one. */
@Global()
@Module({
  providers: [
    {
      provide: RateLimits,
      inject: [LiveConfig, { token: RedisConnections, optional: true }],
      useFactory: ({ grantKeys: [secret = ''] }: LiveConfig, redis?: RedisConnections) =>
        new FlexibleRateLimits(secret, redis?.commands),
    },
  ],
  exports: [RateLimits],
})
export class RateLimitModule {}
