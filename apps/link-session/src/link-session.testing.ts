import type { INestApplication } from '@nestjs/common';
import type { LocationUpdate } from '@yipii/domain';
import { SeedAccount, PersistenceModule, WorkerUnitOfWork, type SeededAccount } from '@yipii/persistence';
import {
  DatabaseConfig,
  HttpConfig,
  ListeningPorts,
  LiveConfig,
  MailCatcher,
  MailConfig,
  Mailer,
  MailModule,
  MapConfig,
  openPool,
  RunningApp,
  WorkerDatabase,
  type Mail,
} from '@yipii/platform';
import { LinkAccessStore, MemoryLastPositions } from '@yipii/live';
import { topics } from '@yipii/protocol';
import {
  createMigratedDatabase,
  eventually,
  InMemoryLog,
  inMemoryServers,
  type TestDatabase,
} from '@yipii/testing';
import type { Pool } from 'pg';
import { LinkSessionConfig } from './link-session.config';
import { linkSessionHttp } from './link-session.http';
import { LinkSessionModule } from './link-session.module';
import { OwnProcessModule } from './own-process.module';

const CONFIGS = [DatabaseConfig, HttpConfig, LiveConfig, MailConfig, MapConfig, LinkSessionConfig];
const ENV = {
  ...{
    LINK_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
    GRANT_KEYS: 'a-grant-key-for-tests-of-link-session',
    // A busy machine is no outage.
    DATABASE_TIMEOUT_MS: '60000',
  },
  ...{ PUBLIC_URL: 'https://live.example.com', WS_PUBLIC_URL: 'wss://ws.live.example.com' },
  ...{ LINK_VERIFICATIONS_PER_MINUTE: '0', LINK_LOCATIONS_PER_MINUTE: '0', LINK_REQUESTS_PER_MINUTE: '0' },
  LINK_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
};

/** The fields of all answers; each test looks at those that it expects. */
export interface Body {
  readonly code: string;
  readonly ws_code: number;
  readonly session_token: string;
  readonly status: string;
  readonly data: object | null;
  readonly link: object;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/** link-session as a process on a real PostgreSQL, with the log and what is in Redis in memory. */
export class LinkSessionUnderTest {
  private app: INestApplication | null = null;

  private constructor(
    private readonly database: TestDatabase,
    private readonly worker: WorkerDatabase,
    private readonly running: RunningApp,
    readonly log: InMemoryLog,
    readonly live: MemoryLastPositions,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<LinkSessionUnderTest> {
    const database = await createMigratedDatabase();
    const worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 4));
    const [log, live] = [new InMemoryLog(), new MemoryLastPositions()];
    const modules = [
      PersistenceModule.as('yipii_link_session'),
      inMemoryServers(log, live),
      MailModule.smtp(new MailCatcher(() => undefined)),
      OwnProcessModule,
      LinkSessionModule,
    ];
    const running = new RunningApp(
      { name: 'link-session', modules, configs: CONFIGS, http: linkSessionHttp },
      { ...ENV, DATABASE_URL: database.url, ...env },
    );
    const sut = new LinkSessionUnderTest(database, worker, running, log, live);
    sut.app = await running.start();
    return sut;
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await this.worker.pool.end();
    await this.database.drop();
  }

  /** A part of the process, by its class. */
  part<T>(token: abstract new (...args: never[]) => T): T {
    if (!this.app) throw new Error('it does not run');
    return this.app.get<T>(token, { strict: false });
  }

  /** As `yipii_worker`, which may do what the API does. */
  get pool(): Pool {
    return this.worker.pool;
  }

  seed(key: string, assets: number): Promise<SeededAccount> {
    const names = Array.from({ length: assets }, (_, index) => `${key} ${index + 1}`);
    const seed = { key, name: key.toUpperCase(), assets: names.map((name) => ({ name, uniqueId: name })) };
    return new SeedAccount(new WorkerUnitOfWork(this.worker)).run(seed);
  }

  /** Makes a link as the API does, and returns its uuid. */
  async link(...made: Parameters<LinkSessionUnderTest['untoldLink']>): Promise<string> {
    const uuid = await this.untoldLink(...made);
    await this.changed(uuid);
    return uuid;
  }

  /** As {@link link}, before link-session has heard of it. */
  async untoldLink(
    accountId: number,
    assetId: number,
    columns: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const values = {
      account_id: accountId,
      asset_id: assetId,
      name: 'Secret name',
      access_mode: 'public',
      ...columns,
    };
    const names = Object.keys(values);
    const { rows } = await this.pool.query<{ uuid: string }>(
      `INSERT INTO tracking_link (${names.join()}) VALUES (${names.map((_, i) => `$${i + 1}`).join()}) RETURNING uuid`,
      Object.values(values),
    );
    return rows[0]?.uuid ?? '';
  }

  /** Changes a link as the API does. */
  async change(uuid: string, assignments: string): Promise<void> {
    await this.pool.query(`UPDATE tracking_link SET ${assignments} WHERE uuid = $1`, [uuid]);
    await this.changed(uuid);
  }

  async call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const port = this.part(ListeningPorts).get('link-session');
    const response = await fetch(`http://127.0.0.1:${port}/api/public/tracking/${path}`, { method, ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(isJson ? text : '{}') as Body,
    };
  }

  verify(uuid: string, given?: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.call('POST', `${uuid}/verify`, given ? { headers, body: JSON.stringify(given) } : {});
  }

  async sessionOf(uuid: string): Promise<string> {
    return (await this.verify(uuid)).body.session_token;
  }

  poll(uuid: string, token: string): Promise<Answer> {
    return this.call('GET', `${uuid}/location`, asViewer(token));
  }

  /** Resolves when gateways know the link in this state. */
  async settled(uuid: string, status: string): Promise<void> {
    await eventually(async () =>
      expect(await this.part(LinkAccessStore).link(uuid)).toMatchObject({ status }),
    );
  }

  /** The last messages, the newest first. */
  get mails(): readonly Mail[] {
    return (this.part(Mailer) as MailCatcher).last;
  }

  /** Resolves with the code in the one message to an address, once it was sent. */
  async codeFor(address: string): Promise<string> {
    const sent = () => this.mails.filter(({ to }) => to === address);
    await eventually(() => expect(sent()).toHaveLength(1));
    return sent()[0]?.text.slice(0, 6) ?? '';
  }

  /** What was published on a topic. */
  eventsOf<T>({ name }: { readonly name: string }): T[] {
    return this.log.written.filter(({ topic }) => topic === name).map(({ event }) => event as T);
  }

  /** Makes it the asset's last position, as enrichment does. */
  async keep(accountId: number, location: LocationUpdate): Promise<void> {
    const { assetId, seq } = location;
    await this.live.put(accountId, [{ assetId, seq, json: JSON.stringify(location) }]);
  }

  /** Keeps and publishes it. */
  async drive(accountId: number, location: LocationUpdate): Promise<void> {
    await this.keep(accountId, location);
    const event = { deviceId: 3, protocol: 'teltonika', valid: true, unstreamed: null, location };
    const account = { id: accountId, key: 'alpha' };
    await this.log.publish(topics.positionEnriched, [{ key: String(location.assetId), event, account }]);
  }

  private async changed(uuid: string): Promise<void> {
    await this.pool.query(
      `INSERT INTO link_task (account_id, link_uuid, kind) SELECT account_id, uuid, 'changed' FROM tracking_link WHERE uuid = $1`,
      [uuid],
    );
  }
}

export const asViewer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
