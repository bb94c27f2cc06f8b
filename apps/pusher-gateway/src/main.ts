import {
  bootstrap,
  KafkaConfig,
  KafkaModule,
  LiveConfig,
  RedisConfig,
  RedisLinksModule,
  RedisModule,
} from '@yipii/platform';
import { GatewayConfig } from './gateway.config';
import { PusherGatewayModule } from './pusher-gateway.module';

void bootstrap({
  name: 'pusher-gateway',
  configs: [KafkaConfig, RedisConfig, LiveConfig, GatewayConfig],
  modules: [KafkaModule.as('pusher-gateway'), RedisModule, RedisLinksModule, PusherGatewayModule],
});
