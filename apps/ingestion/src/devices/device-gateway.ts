import { Logger, PortTaken, listen, repeat, type Lifecycle, type ListeningPorts } from '@yipii/platform';
import { trackerProtocols } from '@yipii/protocol';
import { OSMAND, type IngestionConfig } from '../ingestion.config';
import { OsmandListener } from '../osmand/osmand-listener';
import { ConnectionLimits } from './connection-limits';
import type { DeviceDesk } from './device-desk';
import { TcpListener } from './tcp-listener';

const CHECK_MS = 1_000;

type Listener = TcpListener | OsmandListener;

/** Opens the ports for trackers and closes them in order: no new connections, then answers, then the end. */
export class DeviceGateway {
  private readonly log = new Logger('devices');
  private readonly limits: ConnectionLimits;

  constructor(
    private readonly desk: DeviceDesk,
    private readonly config: IngestionConfig,
    private readonly ports: ListeningPorts,
    private readonly lifecycle: Lifecycle,
  ) {
    this.limits = new ConnectionLimits(config.maxConnections, config.maxConnectionsPerIp);
  }

  /** @throws PortTaken unless taken ports are skipped */
  async onApplicationBootstrap(): Promise<void> {
    const listeners: Listener[] = [];
    this.lifecycle.onStop('drain', 'connections of devices', async () => {
      await Promise.all(listeners.map((listener) => listener.drain()));
    });
    const checks = repeat(CHECK_MS, () => {
      for (const listener of listeners) listener.checkTimes();
      return Promise.resolve();
    });
    this.lifecycle.onStop('intake', 'tracker ports', async () => {
      for (const listener of listeners) listener.stopListening();
      await checks.stop();
    });
    for (const entry of this.config.ports.split(',')) {
      const listener = await this.open(entry);
      if (listener) listeners.push(listener);
    }
  }

  private async open(entry: string): Promise<Listener | undefined> {
    const [name = '', port] = entry.split(':');
    const listener = this.listenerOf(name);
    try {
      await listen(listener.server, Number(port), 'INGESTION_PORTS');
    } catch (error) {
      if (!(error instanceof PortTaken) || !this.config.skipTakenPorts) throw error;
      this.log.warn({ msg: 'port is taken, these trackers are left out', name, port: Number(port) });
      return undefined;
    }
    // A connection that could not be accepted, e.g. out of file handles, is the only one it harms.
    listener.server.on('error', (error) =>
      this.log.error({ msg: 'connection not accepted', name, err: error }),
    );
    this.ports.opened(name, listener.port);
    return listener;
  }

  private listenerOf(name: string): Listener {
    if (name === OSMAND) return new OsmandListener(this.config, this.desk, this.limits);
    const protocol = trackerProtocols.find((candidate) => candidate.name === name);
    if (!protocol) throw new Error(`no protocol ${name}`);
    return new TcpListener(protocol, this.config, this.desk, this.limits);
  }
}
