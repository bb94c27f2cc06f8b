import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedPostgres } from '@yipii/persistence';
import { familyOf, freePort } from '@yipii/testing';
import { Client } from 'pg';
import { AppProcess } from '../../support/app-process';
import { Cluster, REPLICATED } from '../../support/cluster';
import { seedFleet, type SeededFleet } from '../../support/seed-fleet';
import { asInProduction } from '../node-options';
import type { ProcessGroups } from './spending';

export const VEHICLES = 1_000;

/** What is measured: one process, or a cluster of two replicas. */
export interface Target {
  readonly name: 'standalone' | 'cluster';
  readonly fleet: SeededFleet;
  readonly api: string;
  readonly key: string;
  readonly wsPorts: readonly number[];
  readonly trackerPorts: readonly number[];
  /** By name, e.g. `enrichment-1`. */
  readonly apps: Readonly<Record<string, AppProcess>>;
  /** Of its database. */
  readonly url: string;
  /** The processes of the servers besides, by name. */
  readonly serverPids: () => Promise<ProcessGroups>;
  /** The address of Kafka, where there is one. */
  readonly broker?: string;
  stop(): Promise<unknown>;
}

/** Options of Node for a process, by its name. */
type NodeOptions = (name: string) => readonly string[];

type Environment = Readonly<Record<string, string>>;

/** @param more settings of its processes */
export type StartTarget = (folder: string, nodeOptions: NodeOptions, more?: Environment) => Promise<Target>;

export const startStandalone: StartTarget = async (folder, nodeOptions, more = {}) => {
  const dataDir = path.join(folder, 'standalone');
  const env = {
    DATA_DIR: dataDir,
    DEMO: 'off',
    API_PORT: '0',
    GATEWAY_PORT: '0',
    INGESTION_HTTP_PORT: '0',
    INGESTION_PORTS: `teltonika:${await freePort()}`,
    ...more,
  };
  const app = await AppProcess.start('standalone', env, {
    nodeOptions: [...asInProduction(), ...nodeOptions('standalone')],
  });
  const { url } = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres') });
  const secrets = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as { appKey: string };
  return {
    name: 'standalone',
    fleet: await seedFleet(url, VEHICLES),
    api: `http://127.0.0.1:${app.port('api')}`,
    key: secrets.appKey,
    wsPorts: [app.port('websocket')],
    trackerPorts: [app.port('teltonika')],
    apps: { standalone: app },
    url,
    serverPids: async () => ({ PostgreSQL: await postgresPids(url) }),
    stop: () => app.end('SIGTERM'),
  };
};

export const startCluster: StartTarget = async (folder, nodeOptions, more = {}) => {
  const cluster = await Cluster.start(path.join(folder, 'cluster'), VEHICLES, undefined, {
    nodeOptions: (name) => [...asInProduction(), ...nodeOptions(name)],
    env: more,
  });
  const replicas = [1, 2] as const;
  const { kafka, redis, postgres } = cluster.servers;
  return {
    name: 'cluster',
    fleet: cluster.fleet,
    api: cluster.api,
    key: cluster.appKey,
    wsPorts: replicas.map((replica) => cluster.app(`pusher-gateway-${replica}`).port('websocket')),
    trackerPorts: replicas.map((replica) => cluster.app(`ingestion-${replica}`).port('teltonika')),
    apps: Object.fromEntries(
      REPLICATED.flatMap((app) => replicas.map((replica) => `${app}-${replica}` as const)).map((name) => [
        name,
        cluster.app(name),
      ]),
    ),
    url: cluster.databaseUrl,
    serverPids: () =>
      Promise.resolve({
        PostgreSQL: familyOf(postgres.address.pid),
        Kafka: [kafka.address.pid],
        Redis: [redis.address.pid],
      }),
    broker: kafka.url,
    stop: () => cluster.stop(),
  };
};

export async function postgresPids(url: string): Promise<number[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  await client.end();
  return rows.map(({ pid }) => pid);
}
