import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SeededAccount } from '@yipii/persistence';
import { eventually, startPrivateServer, type Server } from '@yipii/testing';
import { ApiUnderTest, bearer, type Answer } from '../api.testing';

const ADDRESS = { 'x-forwarded-for': '10.203.113.1' };
const NEIGHBOUR = { 'x-forwarded-for': '10.203.113.2' };
const LATER_ADDRESS = { 'x-forwarded-for': '10.203.113.3' };
const LATER_NEIGHBOUR = { 'x-forwarded-for': '10.203.113.4' };

describe('the limits of the API over two replicas', () => {
  let server: Server;
  let api: ApiUnderTest;
  let bases: readonly string[];
  let alpha: SeededAccount;
  const tokens: string[] = [];

  beforeAll(async () => {
    server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
    const env = {
      REDIS_URL: server.url,
      API_REQUESTS_PER_MINUTE: '4',
      API_FAILED_AUTHENTICATIONS_PER_MINUTE: '4',
      TRUSTED_PROXIES: 'loopback',
    };
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    for (let i = 0; i < 3; i++) tokens.push(await api.tokenFor(alpha));
    bases = [(await api.startReplica(env)).base, (await api.startReplica(env)).base];
  });
  afterAll(async () => {
    await api.stop();
    await server.stop();
  });

  const user = (replica: number, headers: Record<string, string>): Promise<Answer> =>
    api.call('GET', '/api/user', { headers }, bases[replica]);
  const as = (token: number) => bearer(tokens[token] ?? '');
  const header = ({ headers }: Answer, name: string): number => Number(headers.get(name));

  it('share one count, in the headers of both, with one end', async () => {
    const answers: Answer[] = [];
    for (let i = 0; i < 6; i++) answers.push(await user(i % 2, as(0)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect(answers.map((answer) => header(answer, 'x-ratelimit-limit'))).toEqual([4, 4, 4, 4, 4, 4]);
    expect(answers.map((answer) => header(answer, 'x-ratelimit-remaining'))).toEqual([3, 2, 1, 0, 0, 0]);
    const resets = answers.map((answer) => header(answer, 'x-ratelimit-reset'));
    expect(Math.max(...resets) - Math.min(...resets)).toBeLessThanOrEqual(1);
    expect((await user(0, as(1))).status).toBe(200);
  });

  it('hold for failed authentications, and hit no neighbour at another address', async () => {
    const statuses: number[] = [];
    const wrong = bearer('wrong');
    for (let i = 0; i < 6; i++) statuses.push((await user(i % 2, { ...ADDRESS, ...wrong })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
    for (const replica of [0, 1]) expect((await user(replica, { ...NEIGHBOUR, ...wrong })).status).toBe(401);
  });

  it('are counted by each replica while Redis is away, and together again afterwards', async () => {
    await server.kill();
    for (const replica of [0, 1]) {
      const statuses: number[] = [];
      for (let i = 0; i < 5; i++) statuses.push((await user(replica, as(2))).status);
      expect(statuses).toEqual([200, 200, 200, 200, 429]);
      expect((await user(replica, as(1))).status).toBe(200);
    }
    const wrong = bearer('wrong');
    for (const replica of [0, 1]) {
      const statuses: number[] = [];
      for (let i = 0; i < 5; i++) statuses.push((await user(replica, { ...LATER_ADDRESS, ...wrong })).status);
      expect(statuses).toEqual([401, 401, 401, 401, 429]);
      expect((await user(replica, { ...LATER_NEIGHBOUR, ...wrong })).status).toBe(401);
    }
    await server.start();
    await eventually(
      async () => {
        const fresh = bearer(await api.tokenFor(alpha));
        const both = [await user(0, fresh), await user(1, fresh)];
        const [first = 0, second = 0] = both.map((answer) => header(answer, 'x-ratelimit-remaining'));
        expect([first - second, both[0]?.status]).toEqual([1, 200]);
      },
      { timeoutMs: 15_000 },
    );
  });
});
