import { Global, Module } from '@nestjs/common';
import { RedisViewerCount, ViewerCount } from '@yipii/live';
import { RedisConnections } from '@yipii/platform';

/** In a cluster gateways count in Redis how many follow a link; no other service needs to know. */
@Global()
@Module({
  providers: [
    {
      provide: ViewerCount,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisViewerCount(redis.commands),
    },
  ],
  exports: [ViewerCount],
})
export class RedisViewersModule {}
