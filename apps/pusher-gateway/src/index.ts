export { GatewayConfig } from './gateway.config';
export { LimitsConfig } from './limits/limits.config';
export { PusherGatewayModule } from './pusher-gateway.module';
