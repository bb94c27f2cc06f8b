import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { letLogIn, migrate } from '@yipii/persistence';
import { withConnection } from '@yipii/platform';
import { freePort, startPrivateServer, type Server } from '@yipii/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { AppProcess, ROOT } from './app-process';
import { seedFleet, type SeededFleet } from './seed-fleet';

/** The services of a cluster of which there are two. */
export const REPLICATED = ['ingestion', 'enrichment', 'pusher-gateway'] as const;
export type Replicated = (typeof REPLICATED)[number] | (typeof ON_DEMAND)[number];
/** Only where it is asked for: the first release had none. */
const ON_DEMAND = ['link-session', 'alerting'] as const;
type Replica = `${Replicated}-${1 | 2}`;

export interface ClusterServers {
  readonly kafka: Server;
  readonly postgres: Server;
  readonly redis: Server;
}

/** What the apps of a cluster are run from. */
export interface Version {
  /** The checkout in which they were bundled. */
  readonly root: string;
  /** Brings an empty database up to the version and puts the fleet into it. */
  prepare(databaseUrl: string, vehicles: number): Promise<SeededFleet>;
  /** Migrates, and returns the settings by which each app logs in as a role of its own; absent: all use one superuser. */
  logIn?(databaseUrl: string): Promise<Readonly<Record<string, Environment>>>;
}
type Environment = Readonly<Record<string, string>>;

const PASSWORD = 'secret of a test';
const LOGINS = ['app', 'worker', 'ingestion', 'enrichment', 'alerting', 'link_session'].map(
  (role) => `yipii_${role}`,
);

/** As `admin migrate --roles` and the services of deploy/compose.yaml do. */
async function logInAsRoles(databaseUrl: string): Promise<Readonly<Record<string, Environment>>> {
  await migrate(databaseUrl);
  await letLogIn(
    databaseUrl,
    LOGINS.map((role) => ({ role, password: PASSWORD })),
  );
  const urlOf = (role: string) => {
    const url = new URL(databaseUrl);
    [url.username, url.password] = [role, encodeURIComponent(PASSWORD)];
    return url.toString();
  };
  const settings = (role: string) => ({ DATABASE_URL: urlOf(role), MIGRATE_ON_START: 'false' });
  return {
    ingestion: settings('yipii_ingestion'),
    enrichment: settings('yipii_enrichment'),
    alerting: settings('yipii_alerting'),
    api: { ...settings('yipii_worker'), DATABASE_APP_URL: urlOf('yipii_app') },
    'link-session': settings('yipii_link_session'),
  };
}

export const THIS_VERSION: Version = {
  root: ROOT,
  prepare: async (databaseUrl, vehicles) => {
    await migrate(databaseUrl);
    return seedFleet(databaseUrl, vehicles);
  },
  logIn: logInAsRoles,
};

/** What a suite needs of a cluster. */
export interface ClusterOptions {
  /** The apps that it has, all replicas of each; by default all but link-session and alerting. */
  readonly apps?: readonly string[];
  /** Settings of every app, besides those that a cluster needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node for an app, by its name, e.g. `enrichment-1`. */
  readonly nodeOptions?: (name: string) => readonly string[];
}

/** A whole cluster on this machine: real servers of its own, each app a process, the replicated ones twice. */
export class Cluster {
  private version = THIS_VERSION;
  private logins: Readonly<Record<string, Environment>> = {};
  private nodeOptions: NonNullable<ClusterOptions['nodeOptions']> = () => [];

  private constructor(
    readonly servers: ClusterServers,
    readonly databaseUrl: string,
    readonly fleet: SeededFleet,
    private readonly environments: ReadonlyMap<string, Environment>,
    private readonly processes = new Map<string, AppProcess>(),
  ) {}

  static async start(
    directory: string,
    vehicles: number,
    version = THIS_VERSION,
    options: ClusterOptions = {},
  ): Promise<Cluster> {
    const [kafka, postgres, redis] = await Promise.all(
      (['kafka', 'postgres', 'redis'] as const).map((name) =>
        startPrivateServer(name, path.join(directory, name)),
      ),
    );
    if (!kafka || !postgres || !redis) throw new Error('the servers did not start');
    const databaseUrl = await createDatabase(postgres.url);
    const fleet = await version.prepare(databaseUrl, vehicles);
    const shared = { ...(await sharedEnvironment({ kafka, redis, databaseUrl })), ...options.env };
    const wanted = [...(await environments(shared))].filter(([name]) => isWanted(name, options.apps));
    const cluster = new Cluster({ kafka, postgres, redis }, databaseUrl, fleet, new Map(wanted));
    if (options.nodeOptions) cluster.nodeOptions = options.nodeOptions;
    try {
      await cluster.startAll(version);
    } catch (error) {
      // Nobody else has it to stop it, and the suites after this one need the machine.
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Starts all apps in this version, on the ports that they had before. */
  async startAll(version: Version): Promise<void> {
    this.version = version;
    this.logins = (await version.logIn?.(this.databaseUrl)) ?? {};
    await Promise.all([...this.environments.keys()].map((name) => this.startApp(name)));
  }

  get appKey(): string {
    return 'cluster-test';
  }

  app(name: Replica | 'api'): AppProcess {
    const process = this.processes.get(name);
    if (!process) throw new Error(`${name} was not started`);
    return process;
  }

  /** The HTTP address of the API. */
  get api(): string {
    return `http://127.0.0.1:${this.app('api').port('api')}`;
  }

  /** Starts an app, again after it has ended, on the ports that it had. */
  async startApp(name: string, env: Environment = {}): Promise<AppProcess> {
    const app = appOf(name);
    const { root } = this.version;
    const given = { ...this.environments.get(name), ...this.logins[app], ...env };
    const process = AppProcess.spawn(app, given, { root, nodeOptions: this.nodeOptions(name) });
    this.processes.set(name, process);
    await process.ready();
    return process;
  }

  /** What all apps have printed since they were last started. */
  lines(): string[] {
    return [...this.processes.values()].flatMap(({ lines }) => lines);
  }

  async stop(): Promise<(number | null)[]> {
    const codes = await Promise.all([...this.processes.values()].map((process) => process.end('SIGTERM')));
    await Promise.all(Object.values(this.servers).map((server: Server) => server.stop()));
    return codes;
  }
}

/** @param name of a replica, e.g. `pusher-gateway-1` */
function isWanted(name: string, apps?: readonly string[]): boolean {
  const app = appOf(name);
  return apps?.includes(app) ?? !ON_DEMAND.some((name) => name === app);
}

function appOf(name: string): string {
  return name.replace(/-\d$/, '');
}

async function createDatabase(serverUrl: string): Promise<string> {
  await withConnection(serverUrl, 'yipii_test', (client) => client.query('CREATE DATABASE yipii_cluster'));
  const url = new URL(serverUrl);
  url.pathname = '/yipii_cluster';
  return url.toString();
}

async function sharedEnvironment(parts: { kafka: Server; redis: Server; databaseUrl: string }) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    LOG_LEVEL: 'info',
    DATABASE_URL: parts.databaseUrl,
    KAFKA_BROKERS: parts.kafka.url,
    KAFKA_PARTITIONS: '12',
    REDIS_URL: parts.redis.url,
    LIVE_APP_KEY: 'cluster-test',
    GRANT_KEYS: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: randomBytes(32).toString('hex'),
    API_SIGNING_KEY: JSON.stringify(await exportJWK(privateKey)),
  };
}

/** Fixed ports, so that clients and devices find an app again after its restart. */
async function environments(shared: Record<string, string>) {
  const intakes = [await freePort(), await freePort()];
  const api = {
    ...shared,
    API_PORT: String(await freePort()),
    INGESTION_URL: `http://127.0.0.1:${intakes[0]}`,
  };
  const all = new Map<string, Record<string, string>>([['api', api]]);
  for (const replica of [1, 2]) {
    all.set(`ingestion-${replica}`, {
      ...shared,
      INGESTION_HTTP_PORT: String(intakes[replica - 1]),
      INGESTION_PORTS: `teltonika:${await freePort()}`,
    });
    all.set(`enrichment-${replica}`, shared);
    all.set(`alerting-${replica}`, shared);
    all.set(`link-session-${replica}`, { ...shared, LINK_PORT: String(await freePort()) });
    all.set(`pusher-gateway-${replica}`, { ...shared, GATEWAY_PORT: String(await freePort()) });
  }
  return all;
}
