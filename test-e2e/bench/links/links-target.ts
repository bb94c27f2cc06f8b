import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@yipii/persistence';
import { withConnection } from '@yipii/platform';
import { WITHOUT_LIMITS } from '../../links/link-stage';
import { AppProcess } from '../../support/app-process';
import { accessToken } from '../../support/live-client';
import { cpuSecondsOf, cpuSecondsOfFamily } from '../../support/proc-stat';
import { seedFleet, type SeededFleet } from '../../support/seed-fleet';

const SCOPES = ['positions:read', 'positions:write', 'links:read', 'links:write'] as const;
const PORTS = { API_PORT: '0', GATEWAY_PORT: '0', INGESTION_HTTP_PORT: '0', INGESTION_PORTS: 'osmand:0' };

/** Standalone without limits, with a fleet that has links. */
export class LinksTarget {
  private constructor(
    private readonly folder: string,
    readonly app: AppProcess,
    readonly databaseUrl: string,
    private readonly postmaster: number,
    readonly fleet: SeededFleet,
    readonly token: string,
  ) {}

  static async start(vehicles: number, nodeOptions: readonly string[]): Promise<LinksTarget> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
    chmodSync(folder, 0o755);
    const dataDir = path.join(folder, 'data');
    const urls = { PUBLIC_URL: 'http://localhost', WS_PUBLIC_URL: 'ws://localhost' };
    const more = { DEMO: 'off', LIVE_APP_KEY: 'bench', API_REQUESTS_PER_MINUTE: '0' };
    const env = { ...PORTS, ...WITHOUT_LIMITS, ...urls, ...more, LINK_MAILS_PER_DAY: '1000000' };
    const app = await AppProcess.start('standalone', { ...env, DATA_DIR: dataDir }, { nodeOptions });
    const { url } = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres') });
    const fleet = await seedFleet(url, vehicles, SCOPES);
    const token = await accessToken(`http://127.0.0.1:${app.port('api')}`, fleet.oauth);
    return new LinksTarget(folder, app, url, await postmasterOf(url), fleet, token);
  }

  get api(): string {
    return `http://127.0.0.1:${this.app.port('api')}`;
  }

  /** CPU seconds so far of the process and of its database. */
  get cpu(): { readonly app: number; readonly database: number } {
    return { app: cpuSecondsOf(this.app.pid), database: cpuSecondsOfFamily(this.postmaster) };
  }

  get wsPort(): number {
    return this.app.port('websocket');
  }

  /** Calls the API as the owner of the fleet. @throws Error if the answer is no success */
  async rest<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.api}/api/${this.fleet.accountKey}/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (JSON.parse(text || '{"data":null}') as { data: T }).data;
  }

  /** Makes a link to one vehicle after the other, and returns its uuid. */
  async link(n: number, fields: object = {}): Promise<string> {
    const { assetIds } = this.fleet;
    const subject = { type: 'asset', asset_id: assetIds[n % assetIds.length] };
    const body = { name: `Order ${n}`, access_mode: 'public', subject, expires_at: null, ...fields };
    return (await this.rest<{ uuid: string }>('POST', 'tracking-link', body)).uuid;
  }

  /** The first few vehicles report a new position, by default all. */
  async report(step: number, vehicles?: number): Promise<void> {
    const timestamp = new Date().toISOString();
    const positions = this.fleet.assetIds.slice(0, vehicles).map((asset_id, index) => ({
      ...{ asset_id, timestamp, lat: 54.7 + step / 100_000, lng: 25 + index / 1_000, speed: 50 },
    }));
    await this.rest('POST', 'position', { positions });
  }

  async stop(): Promise<void> {
    await this.app.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function postmasterOf(url: string): Promise<number> {
  const { rows } = await withConnection(url, 'yipii_bench', (client) =>
    client.query<{ data_directory: string }>('SHOW data_directory'),
  );
  const [pid] = readFileSync(path.join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}
