import type {
  ClientSocket,
  OpenSocketServer,
  SocketServer,
  SocketServerSettings,
} from './socket-server.ports';

/** The socket servers of this node: on one port, or on two that serve the same channels. */
export class LocalSockets {
  private readonly servers: SocketServer[] = [];
  private isOpen = false;

  /** Returns whether it listens on a port of its own. */
  get isListening(): boolean {
    return this.isOpen;
  }

  /** Returns its port. */
  async open(open: OpenSocketServer, settings: SocketServerSettings): Promise<number> {
    const server = await open(settings);
    this.servers.push(server);
    this.isOpen = true;
    return server.port;
  }

  /** Adds a server for the same channels. */
  add(server: SocketServer): void {
    this.servers.push(server);
  }

  /** Publishes to all sockets of this node that joined the topic, except one; returns their number. */
  publish(topic: string, text: string, except?: ClientSocket): number {
    let sockets = 0;
    for (const server of this.servers) sockets += server.publish(topic, text, except);
    return sockets;
  }

  /** Whether to take new connections. */
  accept(isAccepting: boolean): void {
    for (const server of this.servers) server.accept(isAccepting);
  }

  stopListening(): void {
    for (const server of this.servers) server.stopListening();
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }
}
