import {
  ChoiceSetting,
  IntegerSetting,
  ListSetting,
  PortSetting,
  SwitchSetting,
  TextSetting,
  UrlSetting,
} from './setting.decorator';

/** Settings of every process. */
export class ServiceConfig {
  @ChoiceSetting({
    env: 'LOG_LEVEL',
    description: 'Lowest level that is logged: fatal, error, warn, info, debug, trace or silent.',
    default: 'info',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  })
  readonly logLevel!: string;

  @PortSetting({
    env: 'METRICS_PORT',
    description: 'Port of /live, /ready and /metrics. Keep it private. 0 picks a free port.',
    default: 9464,
  })
  private readonly metricsPort!: number;

  @TextSetting({
    env: 'METRICS_HOST',
    description: 'Address on which METRICS_PORT listens. Default: all; in standalone 127.0.0.1.',
    default: '',
  })
  private readonly metricsHost?: string;

  @IntegerSetting({
    env: 'SHUTDOWN_GRACE_MS',
    description: 'Time for a clean stop, in milliseconds; after it the process exits with 1.',
    default: 25_000,
  })
  readonly shutdownGraceMs!: number;

  /** Where /live, /ready and /metrics are. */
  get metrics(): { readonly port: number; readonly host?: string } {
    return { port: this.metricsPort, host: this.metricsHost };
  }
}

export class DatabaseConfig {
  @UrlSetting({
    env: 'DATABASE_URL',
    description:
      'PostgreSQL 15 or newer. Its user is the role of the service (docs/security.md), or the owner of the schema where the service migrates.',
    schemes: ['postgres', 'postgresql'],
    secret: true,
    example: 'postgres://yipii:secret@postgres:5432/yipii',
  })
  readonly url!: string;

  @UrlSetting({
    env: 'DATABASE_APP_URL',
    description:
      'The same database as the user yipii_app, for requests (api), so that nothing can undo row-level security. Default: DATABASE_URL, whose user must then be a member of yipii_app.',
    schemes: ['postgres', 'postgresql'],
    default: '',
    secret: true,
  })
  readonly appUrl?: string;

  @UrlSetting({
    env: 'HISTORY_DATABASE_URL',
    description:
      'Separate PostgreSQL for position history, with the same roles as DATABASE_URL. Default: DATABASE_URL.',
    schemes: ['postgres', 'postgresql'],
    default: '',
    secret: true,
  })
  readonly historyUrl?: string;

  @UrlSetting({
    env: 'HISTORY_DATABASE_APP_URL',
    description: 'As DATABASE_APP_URL, of the history database. Default: HISTORY_DATABASE_URL.',
    schemes: ['postgres', 'postgresql'],
    default: '',
    secret: true,
  })
  readonly historyAppUrl?: string;

  @IntegerSetting({
    env: 'DATABASE_POOL_SIZE',
    description: 'Connections per process and role.',
    default: 10,
    min: 1,
  })
  readonly poolSize!: number;

  @IntegerSetting({
    env: 'DATABASE_TIMEOUT_MS',
    description:
      'How long a request waits for a connection to PostgreSQL and for the answer to a query; then it is answered with 503. Background work over many rows may take longer.',
    default: 2_000,
    min: 100,
  })
  readonly timeoutMs!: number;

  @SwitchSetting({
    env: 'MIGRATE_ON_START',
    description:
      'Migrate the schema at start (replicas may start together). When off, wait until another process has migrated it.',
    default: true,
  })
  readonly migrateOnStart!: boolean;
}

export class KafkaConfig {
  @ListSetting({
    env: 'KAFKA_BROKERS',
    description: 'Bootstrap brokers, host:port, comma-separated.',
    example: 'kafka-0:9092,kafka-1:9092',
    form: { pattern: /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[1-9]\d{0,4}$/, words: 'host:port' },
  })
  readonly brokers!: string[];

  @TextSetting({
    env: 'KAFKA_TOPIC_PREFIX',
    description: 'Prefix for every topic name, for Kafka clusters shared with other applications.',
    default: '',
  })
  readonly topicPrefix?: string;

  @TextSetting({ env: 'KAFKA_GROUP_PREFIX', description: 'Prefix for every consumer group.', default: '' })
  readonly groupPrefix?: string;

  @SwitchSetting({
    env: 'KAFKA_CREATE_TOPICS',
    description:
      'Create missing topics at start. Turn off where topics are provisioned separately; missing ones are then reported.',
    default: true,
  })
  readonly createTopics!: boolean;

  @IntegerSetting({
    env: 'KAFKA_PARTITIONS',
    description:
      'Partitions of the position.* topics when they are created. The number cannot be changed later.',
    default: 48,
    min: 1,
  })
  readonly partitions!: number;

  @IntegerSetting({
    env: 'KAFKA_REPLICATION',
    description: 'Replication factor of topics when they are created; 0 uses the brokers’ default.',
    default: 0,
  })
  readonly replication!: number;

  @IntegerSetting({
    env: 'KAFKA_PUBLISH_TIMEOUT_MS',
    description:
      'How long publishing is retried before it fails. Devices then get no acknowledgement and send their records again.',
    default: 10_000,
    min: 1_000,
  })
  readonly publishTimeoutMs!: number;
}

export class RedisConfig {
  @UrlSetting({
    env: 'REDIS_URL',
    description: 'Redis 7 or Valkey.',
    schemes: ['redis', 'rediss'],
    secret: true,
    example: 'redis://redis:6379',
  })
  readonly url!: string;
}

/** Secrets of accounts that are needed in clear again, e.g. those that sign webhooks. */
export class EncryptionConfig {
  @ListSetting({
    env: 'ENCRYPTION_KEYS',
    description:
      'Secrets that encrypt the secrets of webhooks in the database, comma-separated; the same for api and alerting. The first encrypts, all decrypt, so that keys can be rotated. Without the key of a webhook it can not be signed.',
    secret: true,
    example: 'at-least-32-random-characters-each',
    form: { pattern: /^.{32,}$/, words: 'at least 32 characters long' },
  })
  readonly keys!: string[];
}

/** Channel authorisation; must be the same in api (which signs) and gateway (which verifies). */
export class LiveConfig {
  @TextSetting({
    env: 'LIVE_APP_KEY',
    description: 'Public Pusher app key of the live streams.',
    default: 'yipii-live',
    form: { pattern: /^[A-Za-z0-9_-]{1,64}$/, words: '1 to 64 letters, digits, _ and -' },
  })
  readonly appKey!: string;

  @ListSetting({
    env: 'GRANT_KEYS',
    description:
      'Secrets that sign channel authorisations, comma-separated. The first signs, all verify, so that keys can be rotated.',
    secret: true,
    example: 'at-least-32-random-characters-each',
    form: { pattern: /^.{32,}$/, words: 'at least 32 characters long' },
  })
  readonly grantKeys!: string[];

  @UrlSetting({
    env: 'PUBLIC_URL',
    description:
      'URL at which clients reach the API and the pages. While it is `localhost`, clients that come by a loopback or private address are told that address instead.',
    schemes: ['http', 'https'],
    default: 'http://localhost:8080',
  })
  readonly publicUrl!: string;

  @UrlSetting({
    env: 'TOKEN_ISSUER',
    description:
      'Issuer of access tokens (`iss`, and with `/api` their `aud`). Default: PUBLIC_URL. Set it to the former PUBLIC_URL when that changes: tokens of another issuer are refused.',
    schemes: ['http', 'https'],
    default: '',
  })
  private readonly tokenIssuer?: string;

  @UrlSetting({
    env: 'WS_PUBLIC_URL',
    description: 'URL at which clients reach the WebSocket.',
    schemes: ['ws', 'wss'],
    default: 'ws://localhost:6001',
  })
  readonly wsPublicUrl!: string;

  /** The issuer of our access tokens. */
  get issuer(): string {
    return this.tokenIssuer ?? this.publicUrl;
  }
}

/** Map data for addresses, routes and speed limits. */
export class MapConfig {
  @TextSetting({
    env: 'STREETS',
    description:
      'Street data of the region where vehicles drive: an OpenStreetMap extract (.osm.pbf) or a GeoJSON street network. Without it addresses name the town only. The demo uses Gothenburg.',
    default: '',
  })
  readonly streets?: string;

  @TextSetting({
    env: 'DATA_DIR',
    description: 'Folder for data that can be rebuilt, such as the street index.',
    default: './.data',
  })
  readonly dataDir!: string;
}
