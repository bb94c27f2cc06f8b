import { StartRefused, type Health, type Lifecycle, type ListeningPorts } from '@yipii/platform';
import type { ClientGateway } from './client-gateway';
import type { GatewayRole } from './gateway.config';
import type { OpenSocketServer } from './sockets/socket-server.ports';

/** The part of this process in the gateway. */
export class GatewayPart {
  constructor(
    readonly role: GatewayRole,
    /** Whether other processes receive what this one publishes. */
    readonly isShared: boolean,
    readonly open: OpenSocketServer,
  ) {}
}

/** Starts the node's sockets, if it has any, and registers how they stop. */
export class RunGateway {
  constructor(
    private readonly part: GatewayPart,
    private readonly gateway: ClientGateway,
    private readonly health: Health,
    private readonly lifecycle: Lifecycle,
    private readonly ports: ListeningPorts,
  ) {}

  /**
   * @throws StartRefused
   * @throws PortTaken
   */
  async run(): Promise<void> {
    const { role, isShared, open } = this.part;
    if (role !== 'both' && !isShared) {
      throw new StartRefused(
        `GATEWAY_ROLE=${role} is for a cluster, this process is alone: set GATEWAY_ROLE=both`,
      );
    }
    if (role === 'fanin') return;
    const { gateway, health, lifecycle, ports } = this;
    health.register('websocket', () => (gateway.isListening ? null : 'not listening yet'));
    lifecycle.onStop('intake', 'websocket', () => gateway.stopListening());
    lifecycle.onStop('drain', 'clients', () => gateway.drain());
    lifecycle.onStop('close', 'websocket', () => gateway.close());
    ports.opened('websocket', await gateway.start(open));
  }
}
