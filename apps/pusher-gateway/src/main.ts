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
import { GatewayConfig } from './gateway.config';
import { LimitsConfig } from './limits/limits.config';
import { runProcesses } from './processes/run-processes';
import { PusherGatewayModule } from './pusher-gateway.module';

const gateway = {
  name: 'pusher-gateway',
  configs: [KafkaConfig, RedisConfig, LiveConfig, HttpConfig, GatewayConfig, LimitsConfig],
  modules: [KafkaModule.as('pusher-gateway'), RedisModule, PusherGatewayModule],
};

void runProcesses(gateway, readEnvironment(), () => bootstrap(gateway));
