import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { listen } from '@yipii/platform';
import type { DeviceListener, ListenerParts } from './device-listener';
import { TcpLink } from './tcp-link';
import { TrackerConnection, type ConnectionTimes } from './tracker-connection';

/** HTTP clients can open a new connection at any time. */
const HTTP_IDLE_MS = 60_000;

/** The devices of one protocol over TCP, with or without HTTP on top. */
export class StreamListener implements DeviceListener {
  private readonly server: Server;
  private readonly times: ConnectionTimes;
  private readonly open = new Map<TrackerConnection, TcpLink>();

  constructor(private readonly parts: ListenerParts) {
    const { config, options } = parts;
    const { loginTimeoutMs, idleTimeoutMs, ackTimeoutMs } = config;
    const maxIdleMs = options.transport === 'http' ? HTTP_IDLE_MS : Infinity;
    this.times = { loginTimeoutMs, ackTimeoutMs, idleTimeoutMs: Math.min(idleTimeoutMs, maxIdleMs) };
    this.server = createServer({ noDelay: true, keepAlive: true }, (socket) => this.take(socket));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async listen(port: number): Promise<void> {
    await listen(this.server, port, 'INGESTION_PORTS');
    // A connection that could not be accepted, e.g. for lack of file handles, does not affect others.
    this.server.on('error', (error) => this.parts.onError(error));
  }

  tick(): void {
    for (const [connection, link] of this.open) {
      link.refill();
      connection.tick(this.times);
    }
  }

  stopListening(): void {
    this.server.close();
  }

  async drain(): Promise<void> {
    await Promise.all([...this.open.keys()].map((connection) => connection.end()));
  }

  private take(socket: Socket): void {
    const { options, config, services, limits } = this.parts;
    const link = new TcpLink(socket, config.maxBytesPerSecond);
    const refusal = limits.enter(link.address);
    if (refusal) {
      services.monitor.refused(options.protocol.name, refusal);
      socket.destroy();
      return;
    }
    const connection = new TrackerConnection(options, link, services);
    this.open.set(connection, link);
    socket.on('data', (bytes: Buffer) => {
      link.spend(bytes.length);
      connection.receive(bytes);
    });
    // An error is followed by `close`.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.open.delete(connection);
      limits.leave(link.address);
      connection.closed();
    });
  }
}
