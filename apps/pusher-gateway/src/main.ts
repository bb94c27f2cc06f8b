import { RedisLiveModule } from '@yipii/live';
import {
  HttpConfig,
  KafkaConfig,
  KafkaModule,
  LiveConfig,
  RedisConfig,
  RedisModule,
  bootstrap,
  readEnvironment,
} from '@yipii/platform';
import { GATEWAY_CONFIGS } from './gateway-node.module';
import { runProcesses } from './processes/run-processes';
import { PusherGatewayModule } from './pusher-gateway.module';

const gateway = {
  name: 'pusher-gateway',
  configs: [KafkaConfig, RedisConfig, LiveConfig, HttpConfig, ...GATEWAY_CONFIGS],
  modules: [KafkaModule.as('pusher-gateway'), RedisModule, RedisLiveModule, PusherGatewayModule],
};

void runProcesses(gateway, readEnvironment(), (watched) => bootstrap({ ...gateway, watched }));
