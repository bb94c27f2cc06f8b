import type { IngestionConfig } from '../ingestion.config';
import type { ConnectionLimits } from '../limits/connection-limits';
import type { DeviceServices } from './device-services';
import type { ConnectionOptions } from './tracker-connection';

/** The port of one protocol over one transport. */
export interface DeviceListener {
  readonly port: number;
  /** @throws PortTaken */
  listen(port: number): Promise<void>;
  /** To be called every second. */
  tick(): void;
  stopListening(): void;
  /** Sends the outstanding replies, then closes all connections. */
  drain(): Promise<void>;
}

export interface ListenerParts {
  readonly options: ConnectionOptions;
  readonly config: IngestionConfig;
  readonly services: DeviceServices;
  readonly limits: ConnectionLimits;
  onError(error: Error): void;
}
