import { bootstrap, KafkaConfig, KafkaModule, LiveConfig, RedisConfig, RedisModule } from '@yipii/platform';
import { GATEWAY_CONFIGS } from './gateway-node.module';
import { PusherGatewayModule } from './pusher-gateway.module';

void bootstrap({
  name: 'pusher-gateway',
  configs: [KafkaConfig, RedisConfig, LiveConfig, ...GATEWAY_CONFIGS],
  modules: [KafkaModule.as('pusher-gateway'), RedisModule, PusherGatewayModule],
});
