import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@yipii/persistence';
import { withConnection } from '@yipii/platform';
import { familyOf, freePort, installPackages } from '@yipii/testing';
import { AppProcess, endLeftovers } from '../../support/app-process';
import { Cluster, REPLICATED } from '../../support/cluster';
import { seedFleet, type SeededFleet } from '../../support/seed-fleet';
import { asInProduction } from '../node-options';
import { endPrograms } from '../program';
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

export interface TargetOptions {
  /** Part of a target's name; by default all are measured. */
  readonly only?: string;
  /** Folder in which each process writes a CPU profile as it ends. */
  readonly profile?: string;
  /** Settings of the processes, besides those that a target needs. */
  readonly env?: Readonly<Record<string, string>>;
}

type StartTarget = (folder: string, options: TargetOptions) => Promise<Target>;

/** Measures one target after the other, each started in a folder that is there until the end. */
export async function measureEach<Result>(
  options: TargetOptions,
  measure: (target: Target, folder: string) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const { only = '' } = options;
  const targets = Object.entries(TARGETS).filter(([name]) => name.includes(only));
  if (targets.some(([name]) => name === 'cluster')) installPackages();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
  chmodSync(folder, 0o755);
  const results: Result[] = [];
  try {
    for (const [, start] of targets) {
      const target = await start(folder, options);
      results.push(...(await measure(target, folder)));
      await target.stop();
    }
  } finally {
    endPrograms();
    await endLeftovers();
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

const startStandalone: StartTarget = async (folder, { profile, env: more }) => {
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
    nodeOptions: asInProduction(profile, 'standalone'),
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

const startCluster: StartTarget = async (folder, { profile, env }) => {
  const cluster = await Cluster.start(path.join(folder, 'cluster'), VEHICLES, undefined, {
    nodeOptions: (name) => asInProduction(profile, name),
    env,
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

const TARGETS: Readonly<Record<Target['name'], StartTarget>> = {
  standalone: startStandalone,
  cluster: startCluster,
};

/** The process of each app. */
export function pidsOf({ apps }: Target): ProcessGroups {
  return Object.fromEntries(Object.entries(apps).map(([name, { pid }]) => [name, [pid]]));
}

export function postgresPids(url: string): Promise<number[]> {
  return withConnection(url, 'yipii_bench', async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
    return rows.map(({ pid }) => pid);
  });
}
