import {
  Logger,
  PortTaken,
  repeat,
  type ConnectionShares,
  type Lifecycle,
  type ListeningPorts,
} from '@yipii/platform';
import { trackerProtocol, transportsOf, type TrackerProtocol, type TrackerTransport } from '@yipii/protocol';
import type { IngestionConfig } from '../ingestion.config';
import { ConnectionLimits } from '../limits/connection-limits';
import { StrangerAllowances } from '../limits/stranger-allowances';
import type { DeviceListener } from './device-listener';
import type { DeviceServices } from './device-services';
import { StreamListener } from './stream-listener';
import { UdpListener } from './udp-listener';

const TICK_MS = 1_000;

/**
 * Opens the tracker ports. On shutdown it first stops accepting connections, then sends the outstanding replies,
 * then closes.
 */
export class DeviceGateway {
  private readonly log = new Logger('devices');
  private readonly limits: ConnectionLimits;
  private readonly strangers = new StrangerAllowances();
  private readonly listeners: DeviceListener[] = [];

  constructor(
    private readonly services: DeviceServices,
    private readonly config: IngestionConfig,
    private readonly ports: ListeningPorts,
    private readonly lifecycle: Lifecycle,
    shares: ConnectionShares,
  ) {
    const share = shares.open('tracker', config.maxConnections);
    this.limits = new ConnectionLimits(share, config.maxConnectionsPerIp);
  }

  /** @throws PortTaken unless taken ports are skipped */
  async onApplicationBootstrap(): Promise<void> {
    this.lifecycle.onStop('drain', 'connections of devices', async () => {
      await Promise.all(this.listeners.map((listener) => listener.drain()));
    });
    const ticks = repeat(TICK_MS, () => {
      for (const listener of this.listeners) listener.tick();
      return Promise.resolve();
    });
    this.lifecycle.onStop('intake', 'tracker ports', async () => {
      for (const listener of this.listeners) listener.stopListening();
      await ticks.stop();
    });
    for (const entry of this.config.ports.split(',')) {
      const [name = '', port] = entry.split(':');
      await this.open(trackerProtocol(name), Number(port));
    }
  }

  /** All transports of a protocol share one port number. For port 0 that is a free one, if one is free for all. */
  private async open(protocol: TrackerProtocol, port: number): Promise<void> {
    let free: number | undefined;
    for (const [index, transport] of transportsOf(protocol).entries()) {
      const name = index === 0 ? protocol.name : `${protocol.name}/${transport}`;
      const opened = await this.listen(
        { protocol, transport, name },
        free === undefined ? [port] : [free, 0],
      );
      if (port === 0) free ??= opened;
    }
  }

  /** Opens the first port that is not in use. Returns undefined if all are in use and such ports are skipped. */
  private async listen(at: Endpoint, ports: readonly number[]): Promise<number | undefined> {
    const [port = 0, ...others] = ports;
    const listener = this.listenerOf(at);
    try {
      await listener.listen(port);
    } catch (error) {
      if (error instanceof PortTaken && others.length > 0) return this.listen(at, others);
      if (!(error instanceof PortTaken) || !this.config.skipTakenPorts) throw error;
      this.log.warn({ msg: 'tracker port is in use, starting without it', name: at.name, port });
      return undefined;
    }
    this.listeners.push(listener);
    this.ports.opened(at.name, listener.port);
    return listener.port;
  }

  private listenerOf({ protocol, transport, name }: Endpoint): DeviceListener {
    // Over HTTP an unregistered device is told so and keeps its records.
    const quarantine = this.config.quarantine && transport !== 'http';
    const parts = {
      options: { protocol, transport, quarantine, strangers: this.strangers },
      config: this.config,
      services: this.services,
      limits: this.limits,
      onError: (error: Error) => this.log.error({ msg: 'tracker port failed', name, err: error }),
    };
    return transport === 'udp' ? new UdpListener(parts) : new StreamListener(parts);
  }
}

interface Endpoint {
  readonly protocol: TrackerProtocol;
  readonly transport: TrackerTransport;
  /** Name of the port in the log. */
  readonly name: string;
}
