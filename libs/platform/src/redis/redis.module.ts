import { Global, Module } from '@nestjs/common';
import { RedisConfig } from '../config/shared.config';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { provide } from '../wiring/provide';
import { RedisConnections } from './redis-connections';

/** Redis, shared by the processes of a cluster. */
@Global()
@Module({
  providers: [provide(RedisConnections, RedisConfig, Health, Lifecycle)],
  exports: [RedisConnections],
})
export class RedisModule {}
