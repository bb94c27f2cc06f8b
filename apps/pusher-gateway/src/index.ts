export { GATEWAY_CONFIGS } from './gateway-node.module';
export { PusherGatewayModule } from './pusher-gateway.module';
