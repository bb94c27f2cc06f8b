export { GatewayConfig } from './gateway.config';
export { PusherGatewayModule } from './pusher-gateway.module';
