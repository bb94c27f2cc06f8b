import { generateKeyPairSync } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import type { Role } from '@yipii/domain';
import { API_CONFIGS, apiHttp, ApiModule, CreateUser } from '@yipii/api';
import { LastPositions } from '@yipii/live';
import {
  CreateOAuthClient,
  HistoryModule,
  PersistenceModule,
  SeedAccount,
  WorkerUnitOfWork,
  type SeededAccount,
} from '@yipii/persistence';
import {
  DatabaseConfig,
  HttpConfig,
  ListeningPorts,
  LiveConfig,
  MapConfig,
  RunningApp,
} from '@yipii/platform';
import { GATEWAY_CONFIGS, PusherGatewayModule } from '@yipii/pusher-gateway';
import { createMigratedDatabase, inMemoryServers, type TestDatabase } from '@yipii/testing';
import { ChannelBroker, fleetStream } from '../../apps/pusher-gateway/src/broker/channel-broker.ports';
import { accessToken, type LiveAddress } from './live-client';

const APP_KEY = 'live';

export interface LiveAccount extends SeededAccount {
  readonly key: string;
}

/** API and gateway in this process, on a PostgreSQL of its own; a test makes the events itself. */
export class LiveInstallation {
  private events = 0;

  private constructor(
    private readonly database: TestDatabase,
    private readonly running: RunningApp,
    private readonly app: INestApplication,
  ) {}

  static async start(): Promise<LiveInstallation> {
    const database = await createMigratedDatabase();
    const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
    const running = new RunningApp(
      {
        name: 'live',
        modules: [PersistenceModule, HistoryModule, inMemoryServers(), ApiModule, PusherGatewayModule],
        configs: [...[DatabaseConfig, LiveConfig, HttpConfig, MapConfig, ...API_CONFIGS], ...GATEWAY_CONFIGS],
        http: apiHttp,
      },
      {
        API_PORT: '0',
        GATEWAY_PORT: '0',
        METRICS_PORT: '0',
        LOG_LEVEL: 'silent',
        DATABASE_URL: database.url,
        // A busy machine is no outage.
        DATABASE_TIMEOUT_MS: '60000',
        LIVE_APP_KEY: APP_KEY,
        GRANT_KEYS: 'a-grant-key-for-tests-of-delivery',
        ENCRYPTION_KEYS: 'an-encryption-key-for-tests-of-webhooks',
        API_SIGNING_KEY: String(signingKey),
      },
    );
    return new LiveInstallation(database, running, await running.start());
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await this.database.drop();
  }

  async seed(key: string, assets: number): Promise<LiveAccount> {
    const names = Array.from({ length: assets }, (_, index) => `${key} ${index + 1}`);
    const seeded = await new SeedAccount(this.app.get(WorkerUnitOfWork)).run({
      key,
      name: key,
      assets: names.map((name) => ({ name, uniqueId: name, protocol: 'teltonika' })),
    });
    return { key, ...seeded };
  }

  /** Where a new client of the account connects, with a token of its own. */
  async addressFor(
    { accountId }: LiveAccount,
    scopes: readonly string[],
    assetIds?: readonly number[],
  ): Promise<LiveAddress> {
    const ports = this.app.get(ListeningPorts);
    const api = `http://127.0.0.1:${ports.get('api')}`;
    const seed = { name: 'Test', scopes, ...(assetIds && { assetIds }) };
    const client = await new CreateOAuthClient(this.app.get(WorkerUnitOfWork)).run(accountId, seed);
    return { api, token: await accessToken(api, client), key: APP_KEY, wsPort: ports.get('websocket') ?? 0 };
  }

  /** Base URL of the API. */
  get api(): string {
    return `http://127.0.0.1:${this.app.get(ListeningPorts).get('api')}`;
  }

  /** Where the gateway listens. */
  get live(): { readonly key: string; readonly wsPort: number } {
    return { key: APP_KEY, wsPort: this.app.get(ListeningPorts).get('websocket') ?? 0 };
  }

  async addUser(
    { accountId }: LiveAccount,
    user: { email: string; password: string; role: Role },
  ): Promise<number> {
    const id = await this.app.get(CreateUser).run({ accountId, name: 'Ada', groupIds: null, ...user });
    if (id === null) throw new Error('the address is taken');
    return id;
  }

  /** Makes an asset group, or gives one other members; returns its id. */
  async group(account: LiveAccount, assetIds: readonly number[], groupId?: number): Promise<number> {
    const input = { ...(groupId === undefined && { name: 'Vans' }), asset_ids: assetIds };
    const response = await this.toGroup(account, groupId === undefined ? 'POST' : 'PATCH', {
      groupId,
      input,
    });
    return ((await response.json()) as { data: { id: number } }).data.id;
  }

  async deleteGroup(account: LiveAccount, groupId: number): Promise<void> {
    await this.toGroup(account, 'DELETE', { groupId });
  }

  private async toGroup(
    account: LiveAccount,
    method: string,
    { groupId, input }: { readonly groupId: number | undefined; readonly input?: object },
  ): Promise<Response> {
    const { api, token } = await this.addressFor(account, ['fleet:write']);
    const path = `/api/${account.key}/asset-group${groupId === undefined ? '' : `/${groupId}`}`;
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(input && { body: JSON.stringify(input) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** The asset has moved: its last position is known and streamed. */
  async moved({ accountId, key: accountKey }: LiveAccount, assetId: number, seq: number): Promise<void> {
    const position = { assetId, seq, json: JSON.stringify({ assetId, seq }) };
    await this.app.get(LastPositions).put(accountId, [position]);
    const positions = [{ ...position, receivedAt: Date.now() }];
    await this.app
      .get(ChannelBroker)
      .publish(fleetStream(accountId), [{ kind: 'positions', accountKey, positions }]);
  }

  /** Something else has happened to the asset. */
  async happened({ accountId, key: accountKey }: LiveAccount, assetId: number, event: string): Promise<void> {
    const id = `e${++this.events}`;
    const data = JSON.stringify({ assetId });
    await this.app
      .get(ChannelBroker)
      .publish(fleetStream(accountId), [{ kind: 'event', id, accountKey, assetId, event, data }]);
  }
}
