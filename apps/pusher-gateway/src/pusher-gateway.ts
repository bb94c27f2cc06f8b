import { RedisLiveModule } from '@yipii/live';
import {
  HttpConfig,
  KafkaConfig,
  KafkaModule,
  LiveConfig,
  RedisConfig,
  RedisModule,
  type AppDefinition,
} from '@yipii/platform';
import { GATEWAY_CONFIGS } from './gateway-node.module';
import { PusherGatewayModule } from './pusher-gateway.module';

/** The app of a cluster. */
export const pusherGateway: AppDefinition = {
  name: 'pusher-gateway',
  configs: [KafkaConfig, RedisConfig, LiveConfig, HttpConfig, ...GATEWAY_CONFIGS],
  modules: [KafkaModule.as('pusher-gateway'), RedisModule, RedisLiveModule, PusherGatewayModule],
};
