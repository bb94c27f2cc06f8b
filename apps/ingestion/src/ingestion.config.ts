import { IntegerSetting, SwitchSetting, TextSetting } from '@yipii/platform';
import { trackerProtocols } from '@yipii/protocol';

const names = trackerProtocols.map(({ name }) => name);
const entry = `(${names.join('|')}):\\d{1,5}`;

export class IngestionConfig {
  @TextSetting({
    env: 'INGESTION_PORTS',
    description: `Tracker protocols to listen for, as protocol:port, comma-separated. A protocol that uses TCP and UDP listens on both; port 0 takes a free one. Protocols: ${names.join(', ')}.`,
    default: trackerProtocols.map(({ name, defaultPort }) => `${name}:${defaultPort}`).join(','),
    form: {
      pattern: new RegExp(`^${entry}(,${entry})*$`),
      words: `a list of protocol:port, with protocols out of ${names.join(', ')}`,
    },
  })
  readonly ports!: string;

  @SwitchSetting({
    env: 'INGESTION_SKIP_TAKEN_PORTS',
    description:
      'If a tracker port is in use, log a warning and start without it. When false, exit. The demo of standalone turns it on.',
    default: false,
  })
  readonly skipTakenPorts!: boolean;

  @SwitchSetting({
    env: 'INGESTION_QUARANTINE',
    description:
      'Accept devices that are not registered and keep their records in position.quarantined. When false, refuse them. They are listed and counted either way. Over HTTP they always get 400 and keep their records.',
    default: true,
  })
  readonly quarantine!: boolean;

  @IntegerSetting({
    env: 'INGESTION_LOGIN_TIMEOUT_MS',
    description: 'Close connections that have not identified their device within this time.',
    default: 30_000,
    min: 100,
  })
  readonly loginTimeoutMs!: number;

  @IntegerSetting({
    env: 'INGESTION_IDLE_TIMEOUT_MS',
    description:
      'Close connections that were silent for this long, and forget what a device said over UDP. Parked devices report every 5 to 10 minutes. HTTP connections are closed after a minute at the latest.',
    default: 1_800_000,
    min: 100,
  })
  readonly idleTimeoutMs!: number;

  @IntegerSetting({
    env: 'INGESTION_ACK_TIMEOUT_MS',
    description:
      'Do not acknowledge records that are not durable within this time: close the connection, so that the device sends them again. Must be shorter than the time after which a device repeats by itself; otherwise it could take a late acknowledgement for that of its next packet.',
    default: 8_000,
    min: 100,
  })
  readonly ackTimeoutMs!: number;

  @IntegerSetting({
    env: 'INGESTION_MAX_CONNECTIONS',
    description:
      'Maximum number of device connections of this process, as far as its limit of open files allows; further ones are refused.',
    default: 50_000,
    min: 1,
  })
  readonly maxConnections!: number;

  @IntegerSetting({
    env: 'INGESTION_MAX_CONNECTIONS_PER_IP',
    description:
      'Maximum number of connections from one IPv4 address or IPv6 /64 network; mobile operators put many devices behind one address.',
    default: 10_000,
    min: 1,
  })
  readonly maxConnectionsPerIp!: number;

  @IntegerSetting({
    env: 'INGESTION_MAX_BYTES_PER_SECOND',
    description:
      'Maximum number of bytes read per second from one connection; the rest waits. Over UDP, from one IPv4 address or IPv6 /64 network; the rest is dropped.',
    default: 1_048_576,
    min: 1_024,
  })
  readonly maxBytesPerSecond!: number;
}
