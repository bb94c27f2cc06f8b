import { Global, Module } from '@nestjs/common';
import { LinkPositions } from '../positions/link-positions.ports';
import { RedisLinkPositions } from '../positions/link-positions.redis';
import { RedisConnections } from '../redis/redis-connections';
import { LinkAccess } from './link-access.ports';
import { RedisLinkAccess } from './link-access.redis';

/** What a cluster keeps of tracking links in Redis. Needs `RedisModule`. */
@Global()
@Module({
  providers: [
    {
      provide: LinkPositions,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisLinkPositions(redis.open('link positions')),
    },
    {
      provide: LinkAccess,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisLinkAccess(redis.open('link access')),
    },
  ],
  exports: [LinkPositions, LinkAccess],
})
export class RedisLinksModule {}
