import { get } from 'node:http';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { accountChannel, assetChannel } from '@yipii/protocol';
import { eventually, type Server } from '@yipii/testing';
import { seedPeople } from '../support/account-people';
import { endLeftovers } from '../support/app-process';
import { FleetSocket } from '../support/fleet-socket';
import { Cluster, THIS_VERSION } from '../support/cluster';
import { accessToken } from '../support/live-client';
import { SignedInUser } from '../support/signed-in-user';
import { sendWith, SocketCrowd, type Send } from '../support/socket-crowd';
import { cpuTicks, slowdownSince, timed, waitedForCpuMs } from '../support/stolen-time';

/** Over two gateways. */
const SOCKETS = 500;
/** Authorised before, used afterwards. */
const LATECOMERS = 20;
const BYSTANDERS = 20;
const REVOKED_WITHIN_MS = 1_000;
const REVOKED = 4009;
/** An answer may wait for Redis, and for what stands in for it. */
const STORE_DEADLINES_MS = 4_000;
/** Of one address in a minute, by default. */
const FAILURES = 60;
const WITHOUT_LIMITS = {
  ...{ API_CHANNEL_AUTHS_PER_MINUTE: '0', API_TOKENS_PER_MINUTE: '0', API_REQUESTS_PER_MINUTE: '0' },
  ...{ GATEWAY_MAX_CONNECTIONS_PER_IP: '0', GATEWAY_ACCEPT_RATE: '0' },
};

/** What is revoked, and what must go on. */
interface Case {
  readonly channel: string;
  readonly holder: Send;
  readonly bystander: Send;
  readonly revoke: () => Promise<Response>;
  /** What the API answers to the holder afterwards. */
  readonly status: number;
}

describe('access to a cluster', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-revocation-'));
  const users: SignedInUser[] = [];
  const crowds: SocketCrowd[] = [];
  let cluster: Cluster;
  let people: ReadonlyMap<string, number>;
  let owner: Send;

  beforeAll(async () => {
    chmodSync(directory, 0o755);
    const options = { apps: ['api', 'pusher-gateway'], env: WITHOUT_LIMITS };
    cluster = await Cluster.start(directory, 2, THIS_VERSION, options);
    people = await seedPeople(cluster.databaseUrl, cluster.fleet.accountKey, {
      ...{ 'owner@example.com': 'owner', 'operator@example.com': 'operator' },
      ...{ 'viewer@example.com': 'viewer', 'limited@example.com': 'viewer' },
    });
    owner = await signIn('owner@example.com');
  }, 120_000);

  afterEach(() => {
    for (const crowd of crowds.splice(0)) crowd.cut();
  });

  afterAll(async () => {
    for (const user of users) user.disconnect();
    await cluster.stop();
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  async function signIn(email: string): Promise<Send> {
    const live = { key: cluster.appKey, wsPort: cluster.app('pusher-gateway-1').port('websocket') };
    const user = await SignedInUser.signIn(cluster.api, live, email);
    users.push(user);
    return (method, route, body) => user.send(method, route, body);
  }

  const bearer = (token: string): Send => sendWith(cluster.api, { authorization: `Bearer ${token}` });
  const base = () => `/api/${cluster.fleet.accountKey}`;
  const account = () => accountChannel(cluster.fleet.accountKey);
  const userPath = (email: string) => `${base()}/user/${people.get(email)}`;

  async function created<Row>(resource: string, input: object): Promise<Row> {
    const response = await owner('POST', `${base()}/${resource}`, input);
    if (!response.ok) throw new Error(`POST ${resource}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: Row }).data;
  }

  const aKey = () =>
    created<{ id: number; secret: string }>('api-key', { name: 'key', scopes: ['positions:read'] });

  const CASES: Readonly<Record<string, () => Promise<Case>>> = {
    'a token': async () => {
      const { oauth } = cluster.fleet;
      const [token, other] = [await accessToken(cluster.api, oauth), await accessToken(cluster.api, oauth)];
      const form = { token, client_id: oauth.clientId, client_secret: oauth.clientSecret };
      const revoke = () =>
        fetch(`${cluster.api}/oauth/revoke`, { method: 'POST', body: new URLSearchParams(form) });
      return { channel: account(), holder: bearer(token), bystander: bearer(other), revoke, status: 401 };
    },

    'an API key': async () => {
      const [key, other] = [await aKey(), await aKey()];
      const revoke = () => owner('DELETE', `${base()}/api-key/${key.id}`);
      const [holder, bystander] = [bearer(key.secret), bearer(other.secret)];
      return { channel: account(), holder, bystander, revoke, status: 401 };
    },

    'the session of a user': async () => {
      const [holder, bystander] = [
        await signIn('operator@example.com'),
        await signIn('operator@example.com'),
      ];
      const revoke = () => holder('POST', '/api/auth/sign-out');
      return { channel: account(), holder, bystander, revoke, status: 401 };
    },

    'a role': async () => {
      const [holder, bystander] = [await signIn('operator@example.com'), await signIn('viewer@example.com')];
      const revoke = () => owner('PATCH', userPath('operator@example.com'), { role: 'viewer' });
      return { channel: account(), holder, bystander, revoke, status: 401 };
    },

    'an asset of a list': async () => {
      const [first = 0, second = 0] = cluster.fleet.assetIds;
      const input = { name: 'two', scopes: ['positions:read'], asset_ids: [first, second] };
      const client = await created<Record<'client_id' | 'secret', string> & { id: number }>(
        'oauth-client',
        input,
      );
      const token = await accessToken(cluster.api, {
        clientId: client.client_id,
        clientSecret: client.secret,
      });
      const revoke = () => owner('PATCH', `${base()}/oauth-client/${client.id}`, { asset_ids: [first] });
      const [channel, bystander] = [assetChannel(second), bearer((await aKey()).secret)];
      return { channel, holder: bearer(token), bystander, revoke, status: 401 };
    },

    'an asset of a group': async () => {
      const [first = 0, second = 0] = cluster.fleet.assetIds;
      const group = await created<{ id: number }>('asset-group', { name: 'two', asset_ids: [first, second] });
      await owner('PATCH', userPath('limited@example.com'), { group_ids: [group.id] });
      const holder = await signIn('limited@example.com');
      const bystander = await signIn('viewer@example.com');
      const revoke = () => owner('PATCH', `${base()}/asset-group/${group.id}`, { asset_ids: [first] });
      return { channel: assetChannel(second), holder, bystander, revoke, status: 403 };
    },
  };

  function crowd(send: Send, channel: string): SocketCrowd {
    const made = new SocketCrowd(cluster, send, channel);
    crowds.push(made);
    return made;
  }

  it.each(Object.keys(CASES))(
    `that is revoked ends all of ${SOCKETS} sockets within a second, and no other: %s`,
    async (name) => {
      const { channel, holder, bystander, revoke, status } = await (CASES[name] as () => Promise<Case>)();
      const [ending, others] = [crowd(holder, channel), crowd(bystander, channel)];
      await ending.join(SOCKETS);
      await others.join(BYSTANDERS);
      await ending.authorise(LATECOMERS);

      const machine = { waited: waitedForCpuMs(), ticks: cpuTicks() };
      const revokedAt = Date.now();
      const answer = await revoke();
      ending.useAuthorisations();
      expect(answer.status).toBeLessThan(300);
      await eventually(() => expect(ending.left).toBe(0), { timeoutMs: 30_000 });
      const waitedMs = waitedForCpuMs() - machine.waited;

      const times = ending.endedAfter(revokedAt);
      const [p50 = 0, p99 = 0, last = 0] = [0.5, 0.99, 1].map((share) => at(times, share));
      process.stdout.write(
        `${name}: ${times.length} sockets ended after ${p50} ms (p50), ${p99} ms (p99), ${last} ms (last); ` +
          `processes waited ${Math.round(waitedMs)} ms for a core\n`,
      );
      expect(last - waitedMs).toBeLessThan(REVOKED_WITHIN_MS * slowdownSince(machine.ticks));
      expect(ending.closeCodes).toEqual([REVOKED]);
      expect(others.left).toBe(BYSTANDERS);
      await eventually(async () => expect(await ending.statusOfNext()).toBe(status));
      expect(await others.statusOfNext()).toBe(200);
    },
    120_000,
  );

  it('that fails is counted by address, at the API and both gateways together', async () => {
    const [here, neighbour] = ['127.0.0.3', '127.0.0.4'];
    const atApi = (address: string) => statusFrom(address, `${cluster.api}/api/user`);
    const at = { api: () => atApi(here), 1: () => refusedBy(1, here), 2: () => refusedBy(2, here) };
    for (const fail of Object.values(at))
      for (let i = 0; i < FAILURES / 3; i++) expect(await fail()).toBe(401);
    expect(await at.api()).toBe(429);
    // A gateway learns of the failures elsewhere at the next one here.
    for (const gateway of [1, 2] as const)
      await eventually(async () => expect(await at[gateway]()).toBe(429));
    expect([await atApi(neighbour), await refusedBy(2, neighbour)]).toEqual([401, 401]);
  });

  it('tells where vehicles are while its Redis is frozen, is not ready meanwhile, and comes back by itself', async () => {
    const { redis } = cluster.servers;
    const reader = bearer(await accessToken(cluster.api, cluster.fleet.oauth));
    const locations = () => reader('GET', `${base()}/location`);
    const ready = () => fetch(`http://127.0.0.1:${cluster.app('api').port('metrics')}/ready`);
    redis.freeze();
    try {
      const { ownMs } = await timed(async () => {
        const answers = await Promise.all(Array.from({ length: 30 }, locations));
        expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
      });
      expect(ownMs).toBeLessThan(STORE_DEADLINES_MS);
      await eventually(async () => expect((await ready()).status).toBe(503));
    } finally {
      redis.thaw();
    }
    await eventually(async () => expect((await ready()).status).toBe(200));
    expect((await locations()).status).toBe(200);
  }, 90_000);

  it('tells no log of credentials, parameters or addresses, also while every store fails', async () => {
    const mark = 'Xq7Zr2Lk9';
    const address = '127.0.0.7';
    const token = await accessToken(cluster.api, cluster.fleet.oauth);
    const apps = (['api', 'pusher-gateway-1', 'pusher-gateway-2'] as const).map((name) => cluster.app(name));
    await Promise.all(Object.values(cluster.servers).map((server: Server) => server.stop()));

    const post = (route: string, body: URLSearchParams) =>
      fetch(`${cluster.api}${route}`, { method: 'POST', body });
    const person = { email: `${mark}@example.com`, password: mark };
    const answers = await Promise.all([
      bearer(token)('GET', `${base()}/asset?external_id=${mark}`),
      bearer(token)('POST', `${base()}/asset`, { name: mark }),
      bearer(`yak_${mark}`)('GET', '/api/user'),
      sendWith(cluster.api, {})('POST', '/api/auth/sign-in', person),
      post('/oauth/token', new URLSearchParams({ client_id: mark, client_secret: mark })),
      post('/osmand', new URLSearchParams({ id: mark, lat: '57.7', lon: '11.9' })),
    ]);
    expect(answers.map(({ status }) => status)).toContain(503);
    await statusFrom(address, `${cluster.api}/api/user?q=${mark}`);
    await refusedBy(1, address, mark);

    const lines = apps.flatMap((app) => app.lines);
    expect(lines.some((line) => line.includes('"security":true'))).toBe(true);
    expect(lines.some((line) => line.includes('a backend service is unavailable'))).toBe(true);
    const told = new RegExp([mark, token, address, '@example.com'].join('|'));
    expect(lines.filter((line) => told.test(line))).toEqual([]);
    await Promise.all(apps.map((app) => app.end('SIGKILL')));
  }, 60_000);

  /** Subscribes with an authorisation that nobody has signed. Returns the status of the refusal. */
  async function refusedBy(gateway: 1 | 2, address: string, signature = '0'.repeat(64)): Promise<number> {
    const port = cluster.app(`pusher-gateway-${gateway}`).port('websocket');
    const { socket } = await FleetSocket.open(port, cluster.appKey, address);
    void socket.subscribe(account(), `${cluster.appKey}:${signature}`);
    await eventually(() => expect(socket.refusal).not.toBeNull());
    socket.cut();
    return socket.refusal?.status ?? 0;
  }
});

/** @param address from which it is asked, one of 127.0.0.0/8 */
function statusFrom(address: string, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer wrong' };
    get(url, { localAddress: address, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}

function at(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}
