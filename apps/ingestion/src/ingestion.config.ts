import { IntegerSetting, SwitchSetting, TextSetting } from '@yipii/platform';
import { trackerProtocols } from '@yipii/protocol';

/** The name of the HTTP listener for phones and scripts, which is no {@link TrackerProtocol}. */
export const OSMAND = 'osmand';

const names = [...trackerProtocols.map(({ name }) => name), OSMAND].join('|');
const entry = `(${names}):\\d{1,5}`;

export class IngestionConfig {
  @TextSetting({
    env: 'INGESTION_PORTS',
    description: `Where trackers connect: protocol:port, comma-separated; port 0 takes a free one. Protocols: ${names.replaceAll('|', ', ')}.`,
    default: 'teltonika:5027,osmand:5055',
    pattern: new RegExp(`^${entry}(,${entry})*$`),
  })
  readonly ports!: string;

  @SwitchSetting({
    env: 'INGESTION_SKIP_TAKEN_PORTS',
    description: 'A tracker port that somebody else has is reported and left out; else it ends the process.',
    default: false,
  })
  readonly skipTakenPorts!: boolean;

  @SwitchSetting({
    env: 'INGESTION_QUARANTINE',
    description:
      'Devices that are not registered may connect; their records are kept in position.quarantined. Off: they are refused. Counted and listed they are either way; over HTTP they always get 400 and keep their records.',
    default: true,
  })
  readonly quarantine!: boolean;

  @IntegerSetting({
    env: 'INGESTION_LOGIN_TIMEOUT_MS',
    description: 'A connection that has not said whom it belongs to by then is closed.',
    default: 30_000,
    min: 100,
  })
  readonly loginTimeoutMs!: number;

  @IntegerSetting({
    env: 'INGESTION_IDLE_TIMEOUT_MS',
    description:
      'A connection that is silent for so long is closed. Parked devices report every 5 to 10 minutes.',
    default: 1_800_000,
    min: 100,
  })
  readonly idleTimeoutMs!: number;

  @IntegerSetting({
    env: 'INGESTION_ACK_TIMEOUT_MS',
    description:
      'Records that are not durable by then are not acknowledged any more: the connection is closed and the device sends them again. Must be shorter than the time after which a device repeats by itself, else a late answer could be taken for that of the next packet.',
    default: 8_000,
    min: 100,
  })
  readonly ackTimeoutMs!: number;

  @IntegerSetting({
    env: 'INGESTION_MAX_CONNECTIONS',
    description: 'Connections of devices to this process; more are refused.',
    default: 50_000,
    min: 1,
  })
  readonly maxConnections!: number;

  @IntegerSetting({
    env: 'INGESTION_MAX_CONNECTIONS_PER_IP',
    description: 'Connections from one address; mobile operators put many devices behind one.',
    default: 10_000,
    min: 1,
  })
  readonly maxConnectionsPerIp!: number;

  @IntegerSetting({
    env: 'INGESTION_MAX_BYTES_PER_SECOND',
    description: 'What is read of one connection in a second; the rest waits.',
    default: 1_048_576,
    min: 1_024,
  })
  readonly maxBytesPerSecond!: number;
}
