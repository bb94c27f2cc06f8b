import { Global, Module } from '@nestjs/common';
import { RedisConfig } from '../config/shared.config';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { RedisConnections } from './redis-connections';

/** Redis, shared by the processes of a cluster. */
@Global()
@Module({
  providers: [
    {
      provide: RedisConnections,
      inject: [RedisConfig, Health, Lifecycle],
      useFactory: async (config: RedisConfig, health: Health, lifecycle: Lifecycle) => {
        // Hundreds of modules, which a process without Redis need not load.
        const { createClient } = await import('redis');
        return new RedisConnections(createClient, config, health, lifecycle);
      },
    },
  ],
  exports: [RedisConnections],
})
export class RedisModule {}
