import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@yipii/persistence';
import { MailServer } from '@yipii/testing';
import { endLeftovers } from '../support/app-process';
import { Cluster, THIS_VERSION, type Version } from '../support/cluster';
import { accessToken } from '../support/live-client';
import { seedFleet } from '../support/seed-fleet';
import { WITHOUT_LIMITS, type LinkStage } from './link-stage';

const SCOPES = ['positions:read', 'fleet:read', 'fleet:write', 'links:read', 'links:write'] as const;
const REPLICAS = [1, 2] as const;

const WITH_LINKS: Version = {
  ...THIS_VERSION,
  prepare: async (databaseUrl, vehicles) => {
    await migrate(databaseUrl);
    return seedFleet(databaseUrl, vehicles, SCOPES);
  },
};

export interface ClusterStage extends LinkStage {
  readonly cluster: Cluster;
}

/** A whole cluster with two of each, and a mail server. */
export async function startClusterStage(): Promise<ClusterStage> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-links-'));
  chmodSync(directory, 0o755);
  const mail = await new MailServer().start();
  const cluster = await Cluster.start(directory, 1, WITH_LINKS, {
    apps: ['api', 'ingestion', 'enrichment', 'pusher-gateway', 'link-session'],
    env: { ...WITHOUT_LIMITS, MAIL_URL: mail.url },
  });
  return {
    ...{ cluster, mail, api: cluster.api, databaseUrl: cluster.databaseUrl },
    publicApis: REPLICAS.map(
      (replica) => `http://127.0.0.1:${cluster.app(`link-session-${replica}`).port('link-session')}`,
    ),
    wsPorts: REPLICAS.map((replica) => cluster.app(`pusher-gateway-${replica}`).port('websocket')),
    account: { key: cluster.fleet.accountKey, name: 'Test fleet' },
    token: await accessToken(cluster.api, cluster.fleet.oauth),
    stop: async () => {
      await cluster.stop();
      await mail.stop();
      await endLeftovers();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
