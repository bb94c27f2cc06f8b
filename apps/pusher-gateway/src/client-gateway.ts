import { repeat, type Repetition } from '@yipii/platform';
import type { EndAccess } from './connection/end-access';
import type { LocalSockets } from './sockets/local-sockets';
import type { AttachSockets, OpenSocketServer, SocketServerSettings } from './sockets/socket-server.ports';

/** Periodic work of a node. */
export interface NodeDuties {
  /** Before the node serves its first client. */
  begin(): Promise<void>;
  /** About every {@link SWEEP_MS}. */
  sweep(): void;
  /** About every {@link RENEW_MS}; does not reject. */
  renew(): Promise<void>;
  /** Sends all clients away. */
  drain(): Promise<void>;
  /** Ends the waiting in `renew` and `begin`. */
  stop(): Promise<void>;
}

export const SWEEP_MS = 250;
/** Two renewals may fail before the lease of the node ends. */
export const RENEW_MS = 3_000;

/** A node of the gateway, from its first connection to its last. {@link composeNode} puts it together. */
export class ClientGateway {
  private sweeping: NodeJS.Timeout | undefined;
  private renewing: Repetition | undefined;

  constructor(
    /** Takes revocations and changes of links. */
    readonly access: EndAccess,
    private readonly sockets: LocalSockets,
    private readonly settings: SocketServerSettings,
    private readonly duties: NodeDuties,
  ) {}

  /**
   * Listens; returns the port.
   * @throws PortTaken
   */
  async start(open: OpenSocketServer): Promise<number> {
    this.sweeping = setInterval(() => this.duties.sweep(), SWEEP_MS).unref();
    await this.duties.begin();
    this.renewing = repeat(RENEW_MS, () => this.duties.renew());
    return this.sockets.open(open, this.settings);
  }

  /** Serves WebSockets on a port that something else listens on. */
  attach(attach: AttachSockets): void {
    this.sockets.add(attach(this.settings));
  }

  get isListening(): boolean {
    return this.sockets.isListening;
  }

  stopListening(): void {
    this.sockets.stopListening();
  }

  drain(): Promise<void> {
    return this.duties.drain();
  }

  async close(): Promise<void> {
    clearInterval(this.sweeping);
    await this.duties.stop();
    await this.renewing?.stop();
    await this.sockets.close();
  }
}
