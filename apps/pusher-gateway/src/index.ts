export { BearerCheck, type BearerVerdict } from './bearers/bearer-check.ports';
export { ClientGateway } from './client-gateway';
export { ChannelDirectory } from './directory/channel-directory.ports';
export { GATEWAY_CONFIGS } from './gateway-node.module';
export { PusherGatewayModule } from './pusher-gateway.module';
export { onHttpServer } from './sockets/attached-sockets.ws';
export * from './pusher-gateway';
