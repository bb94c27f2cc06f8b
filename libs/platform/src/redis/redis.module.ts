import { Global, Module } from '@nestjs/common';
import { RedisConfig } from '../config/shared.config';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { LastPositions } from '../positions/last-positions.ports';
import { RedisLastPositions } from '../positions/last-positions.redis';
import { provide } from '../wiring/provide';
import { RedisConnections } from './redis-connections';

/** What a cluster keeps in Redis. */
@Global()
@Module({
  providers: [
    provide(RedisConnections, RedisConfig, Health, Lifecycle),
    {
      provide: LastPositions,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections) => new RedisLastPositions(redis.open('last positions')),
    },
  ],
  exports: [RedisConnections, LastPositions],
})
export class RedisModule {}
