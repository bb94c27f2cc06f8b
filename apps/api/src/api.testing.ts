import { generateKeyPairSync } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import type { LocationUpdate } from '@yipii/domain';
import {
  CreateOAuthClient,
  HistoryModule,
  PersistenceModule,
  SeedAccount,
  WorkerUnitOfWork,
  type SeededAccount,
} from '@yipii/persistence';
import { GroupMembers, MemoryLastPositions } from '@yipii/live';
import {
  DatabaseConfig,
  HttpConfig,
  ListeningPorts,
  MailCatcher,
  MailConfig,
  MailModule,
  LiveConfig,
  MapConfig,
  RedisConfig,
  RedisModule,
  RunningApp,
  WorkerDatabase,
} from '@yipii/platform';
import {
  aLocation,
  createMigratedDatabase,
  InMemoryLog,
  MemoryIntake,
  inMemoryServers,
  type TestDatabase,
} from '@yipii/testing';
import type { Pool } from 'pg';
import { API_CONFIGS, apiHttp, ApiModule } from './index';

export const GRANT_KEY = 'a-grant-key-for-tests-of-the-api';
export const READ_SCOPES = ['positions:read', 'fleet:read'];

/** Of those who keep the fleet. */
export const FLEET_SCOPES = ['fleet:read', 'fleet:write'];

/** The fields of all answers; each test looks at those that it expects. */
export interface Body {
  readonly access_token: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly error: string;
  readonly keys: readonly { readonly kid: string }[];
  readonly auth: string;
  readonly code: string;
  readonly errors: object;
  readonly trace_id: string;
  readonly data: unknown;
  readonly meta: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export type Credentials = Awaited<ReturnType<CreateOAuthClient['run']>>;
type StringMap = Readonly<Record<string, string>>;

const CONFIGS = [...API_CONFIGS, ...[DatabaseConfig, HttpConfig, LiveConfig, MailConfig, MapConfig]];
/** One address makes all requests of the tests. */
const WITHOUT_LIMITS = {
  API_REQUESTS_PER_MINUTE: '0',
  API_CHANNEL_AUTHS_PER_MINUTE: '0',
  API_TOKENS_PER_MINUTE: '0',
  API_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
  API_PUBLIC_REQUESTS_PER_MINUTE: '0',
  API_TILES_PER_MINUTE: '0',
};

/** The API as a process on a real PostgreSQL, with the log and the last positions in memory. */
export class ApiUnderTest {
  readonly log = new InMemoryLog();
  readonly live = new MemoryLastPositions();
  readonly intake = new MemoryIntake();
  readonly mails = new MailCatcher(() => undefined);
  readonly signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
  private readonly replicas: RunningApp[] = [];
  private app!: INestApplication;
  private base!: string;

  private constructor(private readonly database: TestDatabase) {}

  static async start(env: StringMap = {}): Promise<ApiUnderTest> {
    const api = new ApiUnderTest(await createMigratedDatabase());
    ({ app: api.app, base: api.base } = await api.startReplica(env));
    return api;
  }

  /** Starts one more process of the same installation, at the address `base`; over Redis where there is a `REDIS_URL`. */
  async startReplica(env: StringMap = {}): Promise<{ app: INestApplication; base: string }> {
    const replica = new RunningApp(
      {
        name: 'api',
        modules: [
          ...[
            ApiModule,
            PersistenceModule,
            HistoryModule,
            inMemoryServers(this.log, this.live, this.intake),
            MailModule.smtp(this.mails),
          ],
          ...(env.REDIS_URL ? [RedisModule] : []),
        ],
        configs: [...CONFIGS, ...(env.REDIS_URL ? [RedisConfig] : [])],
        http: apiHttp,
      },
      {
        API_PORT: '0',
        METRICS_PORT: '0',
        LOG_LEVEL: 'silent',
        DATABASE_URL: this.database.url,
        // A busy machine is no outage.
        DATABASE_TIMEOUT_MS: '60000',
        GRANT_KEYS: GRANT_KEY,
        ENCRYPTION_KEYS: 'an-encryption-key-for-tests-of-webhooks',
        ...WITHOUT_LIMITS,
        API_SIGNING_KEY: String(this.signingKey),
        ...env,
      },
    );
    this.replicas.push(replica);
    const app = await replica.start();
    return { app, base: `http://127.0.0.1:${app.get(ListeningPorts).get('api')}` };
  }

  /** Of the owner of the schema. */
  get databaseUrl(): string {
    return this.database.url;
  }

  /** Where it listens: `http://…`. */
  get address(): string {
    return this.base;
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.database.drop();
  }

  /** A part of the process, by its class. */
  part<T>(token: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(token);
  }

  get groupMembers(): GroupMembers {
    return this.app.get(GroupMembers);
  }

  /** As `yipii_worker`. */
  get pool(): Pool {
    return this.app.get(WorkerDatabase).pool;
  }

  /** Makes an account with that many assets, named `<key> 1` and so on. */
  seed(key: string, assets: number): Promise<SeededAccount> {
    const names = Array.from({ length: assets }, (_, index) => `${key} ${index + 1}`);
    return new SeedAccount(this.app.get(WorkerUnitOfWork)).run({
      key,
      name: key.toUpperCase(),
      assets: names.map((name) => ({ name, uniqueId: name, protocol: 'teltonika' })),
    });
  }

  createClient(account: SeededAccount, scopes = READ_SCOPES, assetIds?: number[]): Promise<Credentials> {
    const seed = { name: 'Test', scopes, ...(assetIds && { assetIds }) };
    return new CreateOAuthClient(this.app.get(WorkerUnitOfWork)).run(account.accountId, seed);
  }

  async token(credentials: Credentials): Promise<string> {
    return (await this.form('/oauth/token', clientCredentials(credentials))).body.access_token;
  }

  async tokenFor(account: SeededAccount, scopes = READ_SCOPES, assetIds?: number[]): Promise<string> {
    return this.token(await this.createClient(account, scopes, assetIds));
  }

  async call(method: string, path: string, init: RequestInit = {}, base = this.base): Promise<Answer> {
    const response = await fetch(`${base}${path}`, { method, redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  }

  get(path: string, token: string, base = this.base): Promise<Answer> {
    return this.call('GET', path, { headers: bearer(token) }, base);
  }

  form(path: string, fields: object, headers: StringMap = {}): Promise<Answer> {
    return this.call('POST', path, { body: new URLSearchParams(fields as Record<string, string>), headers });
  }

  json(path: string, body: object, headers: StringMap = {}): Promise<Answer> {
    const type = { 'content-type': 'application/json' };
    return this.call('POST', path, { body: JSON.stringify(body), headers: { ...headers, ...type } });
  }

  /** A request with a JSON body and the token of its caller. */
  send(
    method: string,
    path: string,
    token: string,
    body?: unknown,
    headers: StringMap = {},
  ): Promise<Answer> {
    const type = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.call(method, path, { ...init, headers: { ...bearer(token), ...type, ...headers } });
  }

  /** `<method> <path>` of every route, as Express has them. */
  routes(): string[] {
    interface Layer {
      readonly route?: { readonly path: string; readonly methods: object };
    }
    const express = this.app.getHttpAdapter().getInstance() as { router: { stack: readonly Layer[] } };
    return express.router.stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
    );
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const basic = ({ clientId, clientSecret }: Credentials) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
});

export const clientCredentials = ({ clientId, clientSecret }: Credentials) => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: clientSecret,
});

/** Id of the account's nth asset, from 0. */
export function assetId({ assets }: SeededAccount, index: number): number {
  return assets[index]?.assetId ?? 0;
}

export function aVan(assetId: number, seq: number): LocationUpdate {
  return aLocation({ assetId, seq, name: 'Van', attributes: { batteryLevel: 96 } });
}
