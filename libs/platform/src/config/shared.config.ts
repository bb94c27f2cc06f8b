import {
  IntegerSetting,
  ListSetting,
  PortSetting,
  SwitchSetting,
  TextSetting,
  UrlSetting,
} from './setting.decorator';

/** What every process has. */
export class ServiceConfig {
  @TextSetting({
    env: 'LOG_LEVEL',
    description: 'How much is logged: fatal, error, warn, info, debug, trace or silent.',
    default: 'info',
    pattern: /^(fatal|error|warn|info|debug|trace|silent)$/,
  })
  readonly logLevel!: string;

  @PortSetting({
    env: 'METRICS_PORT',
    description:
      'Port of /live, /ready and /metrics; for the platform, not for the public. 0 takes a free one.',
    default: 9464,
  })
  readonly metricsPort!: number;

  @IntegerSetting({
    env: 'SHUTDOWN_GRACE_MS',
    description: 'How long a process may take to stop cleanly before it exits with 1.',
    default: 25_000,
  })
  readonly shutdownGraceMs!: number;
}

export class DatabaseConfig {
  @UrlSetting({
    env: 'DATABASE_URL',
    description:
      'PostgreSQL 15 or newer. The user must be a member of the roles yipii_app and yipii_worker, and the owner of the schema where it migrates.',
    schemes: ['postgres', 'postgresql'],
    secret: true,
    example: 'postgres://yipii:secret@postgres:5432/yipii',
  })
  readonly url!: string;

  @UrlSetting({
    env: 'HISTORY_DATABASE_URL',
    description:
      'Where enrichment keeps positions, with the same rights as in DATABASE_URL; by default there.',
    schemes: ['postgres', 'postgresql'],
    default: '',
    secret: true,
  })
  readonly historyUrl?: string;

  @IntegerSetting({
    env: 'DATABASE_POOL_SIZE',
    description: 'Connections per process and role.',
    default: 10,
    min: 1,
  })
  readonly poolSize!: number;

  @SwitchSetting({
    env: 'MIGRATE_ON_START',
    description:
      'Bring the schema up to date at start (replicas may start together); else wait until somebody else did.',
    default: true,
  })
  readonly migrateOnStart!: boolean;
}

export class KafkaConfig {
  @ListSetting({
    env: 'KAFKA_BROKERS',
    description: 'Bootstrap brokers, host:port, comma-separated.',
    example: 'kafka-0:9092,kafka-1:9092',
  })
  readonly brokers!: string[];

  @TextSetting({
    env: 'KAFKA_TOPIC_PREFIX',
    description: 'Put before every topic name, for clusters of others.',
    default: '',
  })
  readonly topicPrefix?: string;

  @TextSetting({ env: 'KAFKA_GROUP_PREFIX', description: 'Put before every consumer group.', default: '' })
  readonly groupPrefix?: string;

  @SwitchSetting({
    env: 'KAFKA_CREATE_TOPICS',
    description:
      'Create missing topics at start. Off where topics are made by others; then a missing one is reported.',
    default: true,
  })
  readonly createTopics!: boolean;

  @IntegerSetting({
    env: 'KAFKA_PARTITIONS',
    description: 'Partitions of the position.* topics when they are created; fixed for their life.',
    default: 48,
    min: 1,
  })
  readonly partitions!: number;

  @IntegerSetting({
    env: 'KAFKA_REPLICATION',
    description: 'Replicas of each topic when it is created; 0 takes the default of the brokers.',
    default: 0,
  })
  readonly replication!: number;

  @IntegerSetting({
    env: 'KAFKA_PUBLISH_TIMEOUT_MS',
    description:
      'How long a send is repeated before it is given up. Devices then get no acknowledgement and send again.',
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

/** How channels are authorised; the same in api (which signs) and gateway (which checks). */
export class LiveConfig {
  @TextSetting({
    env: 'LIVE_APP_KEY',
    description: 'The public Pusher key by which clients reach the live streams.',
    default: 'yipii-live',
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
  })
  readonly appKey!: string;

  @ListSetting({
    env: 'GRANT_KEYS',
    description:
      'Secrets that sign channel authorisations, comma-separated; the first signs, all verify, so that they can be rotated.',
    secret: true,
    example: 'at-least-32-random-characters-each',
  })
  readonly grantKeys!: string[];

  @UrlSetting({
    env: 'PUBLIC_URL',
    description: 'Where clients reach the API and the pages.',
    schemes: ['http', 'https'],
    default: 'http://localhost:8080',
  })
  readonly publicUrl!: string;

  @UrlSetting({
    env: 'WS_PUBLIC_URL',
    description: 'Where clients reach the WebSocket.',
    schemes: ['ws', 'wss'],
    default: 'ws://localhost:6001',
  })
  readonly wsPublicUrl!: string;
}

/** What addresses, routes and speed limits are made from. */
export class MapConfig {
  @TextSetting({
    env: 'STREETS',
    description:
      'Streets of the region where vehicles drive: an OpenStreetMap extract (.osm.pbf) or a GeoJSON street network. Without it addresses are towns. In the demo: Gothenburg.',
    default: '',
  })
  readonly streets?: string;

  @TextSetting({
    env: 'DATA_DIR',
    description: 'Folder for what can be made again, e.g. the index of the streets.',
    default: './.data',
  })
  readonly dataDir!: string;
}
