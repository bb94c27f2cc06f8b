import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { AccessTokenIssuer, CreateUser } from '@yipii/api';
import type {
  CreateOAuthClient,
  OAuthClientCredentials,
  OAuthClientRepository,
  SeedAccount,
} from '@yipii/persistence';
import { DomainError, type Lifecycle, type ListeningPorts, type LiveConfig } from '@yipii/platform';
import { trackerProtocols } from '@yipii/protocol';
import { startFleet } from '@yipii/simulator';
import type { StandaloneConfig } from '../standalone.config';
import { banner } from './banner';
import { DEMO_ACCOUNT, DEMO_IMEIS, DEMO_OWNER } from './demo-account';
import { readDemoFile, writeDemoFile, type DemoFile } from './demo-file';
import { lanAddress } from './lan-address';
import type { SeedDemoAlerts } from './demo-alerts';
import type { SeedDemoLinks } from './demo-links';
import type { DemoSession } from './demo-session';

const READ_SCOPES = ['positions:read', 'alerts:read', 'fleet:read'] as const;
const SCOPES = [
  ...['positions:read', 'positions:write', 'alerts:read', 'alerts:write', 'fleet:read', 'fleet:write'],
  ...['links:read', 'links:write'],
];
const SEED = 1;
/** Enough to try the banner's program. */
const BANNER_TTL_SECONDS = 3_600;

export interface DemoParts {
  readonly config: StandaloneConfig;
  readonly live: LiveConfig;
  readonly ports: ListeningPorts;
  readonly lifecycle: Lifecycle;
  readonly seedAccount: SeedAccount;
  readonly clients: OAuthClientRepository;
  readonly createClient: CreateOAuthClient;
  readonly createUser: CreateUser;
  readonly seedLinks: SeedDemoLinks;
  readonly seedAlerts: SeedDemoAlerts;
  readonly session: DemoSession;
  readonly tokens: AccessTokenIssuer;
}

/** Seeds the demo account, sends its vehicles on the road, writes `demo.json`, and returns the banner. */
export async function startDemo(parts: DemoParts): Promise<string> {
  const { config, ports, lifecycle, session } = parts;
  const { demo, accountId } = await describeDemo(parts);
  writeDemoFile(config.dataDir, demo);
  const issue = (ttlSeconds: number): Promise<string> => issueToken(parts, demo, ttlSeconds);
  session.open({ demo, accountId, issue });
  const port = ports.get('teltonika');
  if (port !== undefined) {
    const fleet = startFleet({
      host: '127.0.0.1',
      targets: [{ protocol: 'teltonika', port }],
      imeis: DEMO_IMEIS,
      cadence: config.demoCadence,
      seed: SEED,
    });
    lifecycle.onStop('intake', 'demo fleet', () => fleet.stop());
  }
  return banner(demo, {
    vehicles: DEMO_IMEIS.length,
    token: await issue(BANNER_TTL_SECONDS),
    lanAddress: lanAddress(networkInterfaces()),
    isTerminal: process.stdout.isTTY,
  });
}

async function describeDemo(
  parts: DemoParts,
): Promise<{ readonly demo: DemoFile; readonly accountId: number }> {
  const { live, ports, seedAccount, seedLinks, seedAlerts } = parts;
  const { accountId, assets } = await seedAccount.run(DEMO_ACCOUNT);
  await seedAlerts.run(accountId);
  const api = `http://localhost:${required(ports, 'api')}`;
  const demo = {
    api,
    ws: { host: 'localhost', port: required(ports, 'websocket'), tls: false },
    accountKey: DEMO_ACCOUNT.key,
    user: await ensureOwner(parts, accountId),
    oauth: (await knownClient(parts)) ?? (await newClient(parts, accountId)),
    app: { id: 'live', key: live.appKey },
    assets: assets.map(({ assetId }) => assetId),
    links: await seedLinks.run(accountId, assets[0]?.assetId ?? 0, api),
    trackers: trackerPorts(ports),
  };
  return { demo, accountId };
}

/** A token of the demo's client for as long as said, whatever API_TOKEN_TTL_SECONDS is. */
async function issueToken(
  { clients, tokens }: DemoParts,
  { oauth, accountKey }: DemoFile,
  ttlSeconds: number,
): Promise<string> {
  const { clientId } = oauth;
  const client = await clients.find(clientId);
  if (!client) throw new DomainError('UNAVAILABLE', 'The client of the demo is gone: start again.');
  const claims = { clientId, version: client.version, accountKey, scopes: [...READ_SCOPES], assetIds: null };
  return tokens.issue(claims, ttlSeconds);
}

/** With the password of an earlier start. */
async function ensureOwner({ config, createUser }: DemoParts, accountId: number): Promise<DemoFile['user']> {
  const password = readDemoFile(config.dataDir)?.user?.password ?? randomBytes(12).toString('base64url');
  await createUser.ensure({ ...DEMO_OWNER, accountId, role: 'owner', groupIds: null, password });
  return { email: DEMO_OWNER.email, password };
}

/** The client of an earlier start, unless the database is another one by now. */
async function knownClient({ config, clients }: DemoParts): Promise<OAuthClientCredentials | undefined> {
  const known = readDemoFile(config.dataDir)?.oauth;
  const client = known && (await clients.find(known.clientId));
  // That of an older version may do less.
  return client && SCOPES.every((scope) => client.scopes.includes(scope)) ? known : undefined;
}

function newClient({ createClient }: DemoParts, accountId: number): Promise<OAuthClientCredentials> {
  return createClient.run(accountId, { name: 'Demo client', scopes: SCOPES });
}

function trackerPorts(ports: ListeningPorts): Record<string, number> {
  return Object.fromEntries(
    trackerProtocols
      .map(({ name }) => [name, ports.get(name)] as const)
      .filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

function required(ports: ListeningPorts, name: string): number {
  const port = ports.get(name);
  if (port === undefined) throw new Error(`nothing listens as ${name}`);
  return port;
}
