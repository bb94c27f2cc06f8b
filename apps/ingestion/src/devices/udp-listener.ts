import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram';
import { PortTaken } from '@yipii/platform';
import { customerOf } from '../limits/customer-of';
import type { Allowance } from '../limits/allowance';
import { ByteBudgets } from '../limits/byte-budgets';
import type { DeviceListener, ListenerParts } from './device-listener';
import { TrackerConnection, type DeviceLink } from './tracker-connection';

/** Anybody can send from any address, so only this many unregistered senders are remembered. */
const MAX_STRANGERS = 4_096;
/** Minimum cost of a datagram, in bytes of its sender's budget. */
const MIN_COST_BYTES = 256;

interface Session {
  readonly connection: TrackerConnection;
  readonly address: string;
}

/** The devices of one protocol over UDP. Every remote address and port is a session for as long as it sends. */
export class UdpListener implements DeviceListener {
  private socket = open('udp6');
  private readonly sessions = new Map<string, Session>();
  /** Sessions of devices that are not registered, or not yet; oldest first. */
  private readonly strangers = new Map<string, Session>();
  private readonly budgets: ByteBudgets;
  private draining = false;

  constructor(private readonly parts: ListenerParts) {
    this.budgets = new ByteBudgets(parts.config.maxBytesPerSecond);
  }

  get port(): number {
    return this.socket.address().port;
  }

  async listen(port: number): Promise<void> {
    try {
      await bind(this.socket, port);
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE') throw new PortTaken(port, 'INGESTION_PORTS');
      if (codeOf(error) !== 'EAFNOSUPPORT') throw error;
      // This machine has no IPv6.
      this.socket = open('udp4');
      await bind(this.socket, port);
    }
    this.socket.on('message', (bytes, from) => this.receive(bytes, from));
    this.socket.on('error', (error) => this.parts.onError(error));
  }

  tick(): void {
    this.budgets.refill();
    for (const sessions of [this.sessions, this.strangers])
      for (const { connection } of sessions.values()) connection.tick(this.parts.config);
  }

  /** The socket stays open for the replies that are still owed. */
  stopListening(): void {
    this.draining = true;
  }

  async drain(): Promise<void> {
    const all = [...this.sessions.values(), ...this.strangers.values()];
    await Promise.all(all.map(({ connection }) => connection.end()));
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  private receive(bytes: Buffer, { address, port }: RemoteInfo): void {
    if (this.draining) return;
    const key = `${address} ${port}`;
    if (!this.budgets.spend(customerOf(address), Math.max(bytes.length, MIN_COST_BYTES)))
      this.refused('too_many_bytes_of_address');
    else this.sessionOf(key, address, port)?.connection.receive(bytes);
  }

  private sessionOf(key: string, address: string, port: number): Session | undefined {
    return this.sessions.get(key) ?? this.strangers.get(key) ?? this.openSession(key, address, port);
  }

  private openSession(key: string, address: string, port: number): Session | undefined {
    // Refunded if the session turns out to belong to a registered device.
    if (!this.strangersOf(address).take(this.parts.services.clock.now())) {
      this.refused('too_many_strangers_of_address');
      return undefined;
    }
    for (const [oldest] of this.strangers) {
      if (this.strangers.size < MAX_STRANGERS) break;
      this.forget(oldest);
    }
    const link: DeviceLink = {
      address,
      port,
      // A datagram that can't be sent is lost, like any other datagram.
      send: (bytes) => this.socket.send(bytes, port, address, () => undefined),
      setReading: () => undefined,
      registered: () => this.keep(key),
      close: () => this.forget(key),
    };
    const session = {
      address,
      connection: new TrackerConnection(this.parts.options, link, this.parts.services),
    };
    this.strangers.set(key, session);
    return session;
  }

  /** A session of a registered device counts as a connection. */
  private keep(key: string): void {
    const session = this.strangers.get(key);
    if (!session) return;
    const refusal = this.parts.limits.enter(session.address);
    if (refusal) {
      this.refused(refusal);
      return;
    }
    this.strangersOf(session.address).refund();
    this.strangers.delete(key);
    this.sessions.set(key, session);
  }

  private strangersOf(address: string): Allowance {
    return this.parts.options.strangers.of(address, this.parts.services.clock.now());
  }

  private refused(reason: string): void {
    this.parts.services.monitor.refused(this.parts.options.protocol.name, reason);
  }

  private forget(key: string): void {
    const kept = this.sessions.get(key);
    const session = kept ?? this.strangers.get(key);
    if (kept) this.parts.limits.leave(kept.address);
    this.sessions.delete(key);
    this.strangers.delete(key);
    session?.connection.closed();
  }
}

/** Addresses need no look-up, so a reply is sent at once, even just before the socket is closed. */
function open(type: 'udp4' | 'udp6'): Socket {
  const lookup: SocketOptions['lookup'] = (address, _, callback) =>
    callback(null, address, type === 'udp6' ? 6 : 4);
  return createSocket({ type, lookup });
}

function bind(socket: Socket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
