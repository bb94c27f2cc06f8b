import { Global, Module } from '@nestjs/common';
import { RedisConnections } from '@yipii/platform';
import { GroupMembers } from './groups/group-members.ports';
import { RedisGroupMembers } from './groups/group-members.redis';
import { LinkAccess, LinkAccessStore } from './links/link-access.ports';
import { RedisLinkAccess } from './links/link-access.redis';
import { LastPositions } from './positions/last-positions.ports';
import { RedisLastPositions } from './positions/last-positions.redis';
import { LinkPositions } from './positions/link-positions.ports';
import { RedisLinkPositions } from './positions/link-positions.redis';

/** Last positions, link access and members of groups of a cluster, in Redis. Needs `RedisModule`. */
@Global()
@Module({
  providers: [
    {
      provide: LastPositions,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisLastPositions(redis.commands),
    },
    {
      provide: LinkPositions,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisLinkPositions(redis.commands),
    },
    {
      provide: LinkAccessStore,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisLinkAccess(redis.commands),
    },
    { provide: LinkAccess, useExisting: LinkAccessStore },
    {
      provide: GroupMembers,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisGroupMembers(redis.commands),
    },
  ],
  exports: [LastPositions, LinkPositions, LinkAccess, LinkAccessStore, GroupMembers],
})
export class RedisLiveModule {}
