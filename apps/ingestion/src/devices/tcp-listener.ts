import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TrackerProtocol } from '@yipii/protocol';
import type { IngestionConfig } from '../ingestion.config';
import type { ConnectionLimits } from './connection-limits';
import type { DeviceDesk } from './device-desk';
import { TcpLink } from './tcp-link';
import { TrackerConnection } from './tracker-connection';

/** The devices of one protocol over TCP. */
export class TcpListener {
  readonly server: Server;
  private readonly open = new Map<TrackerConnection, TcpLink>();

  constructor(
    readonly protocol: TrackerProtocol,
    private readonly config: IngestionConfig,
    private readonly desk: DeviceDesk,
    private readonly limits: ConnectionLimits,
  ) {
    this.server = createServer({ noDelay: true, keepAlive: true }, (socket) => this.take(socket));
  }

  get name(): string {
    return this.protocol.name;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** To be called every second. */
  checkTimes(): void {
    for (const [connection, link] of this.open) {
      link.refill();
      connection.checkTimes(this.config);
    }
  }

  stopListening(): void {
    this.server.close();
  }

  /** Answers what is on its way, then closes all connections. */
  async drain(): Promise<void> {
    await Promise.all([...this.open.keys()].map((connection) => connection.end()));
  }

  private take(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const refusal = this.limits.enter(address);
    if (refusal) {
      this.desk.journal.refused(this.name, refusal);
      socket.destroy();
      return;
    }
    const link = new TcpLink(socket, this.config.maxBytesPerSecond);
    const connection = new TrackerConnection(this.protocol, link, this.desk);
    this.open.set(connection, link);
    socket.on('data', (bytes: Buffer) => {
      link.spend(bytes.length);
      connection.receive(bytes);
    });
    // What follows an error is its close.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.open.delete(connection);
      this.limits.leave(address);
      connection.closed();
    });
  }
}
