import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId, bearer, type Answer } from './api.testing';

const SOCKET = '123.456';
/** Almost as long as bodies may be. */
const BODY_BYTES = 260_000;
/** No error may repeat more of a stranger's text. */
const MAX_ANSWER_BYTES = 8_192;
const MAX_CPU_MS = 50;
/** Compilation, garbage collection and a busy machine make a request look dearer than it is. */
const MAX_TRIES = 20;

const repeated = (text: string, length = BODY_BYTES): string => text.repeat(Math.floor(length / text.length));
const numbered = (count: number, entry: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => entry(index)).join(',');

const HOSTILE_JSON: readonly (readonly [string, string])[] = [
  ['3,000 nested lists', `{"socket_id":${'['.repeat(3_000)}${']'.repeat(3_000)}}`],
  ['130,000 nested lists', '['.repeat(BODY_BYTES / 2) + ']'.repeat(BODY_BYTES / 2)],
  ['40,000 nested objects', '{"a":'.repeat(40_000) + '1' + '}'.repeat(40_000)],
  ['nested lists that do not end', '['.repeat(BODY_BYTES)],
  ['22,000 unknown keys', `{${numbered(22_000, (index) => `"k${index}":1`)}}`],
  ['22,000 keys that are numbers', `{${numbered(22_000, (index) => `"${index * 7}":1`)}}`],
  ['199 unknown keys of 1 kB', `{${numbered(199, (index) => `"${index}${'x'.repeat(1_000)}":1`)}}`],
  ['one unknown key of 250 kB', `{"${'x'.repeat(250_000)}":1}`],
  ['a channel of 250 kB', `{"socket_id":"${SOCKET}","channel_name":"${'x'.repeat(250_000)}"}`],
  ['60,000 channels', `{"socket_id":"${SOCKET}","channel_names":[${numbered(60_000, () => '"a"')}]}`],
  ['60,000 lists', `{"socket_id":"${SOCKET}","channel_names":[${numbered(60_000, () => '[]')}]}`],
  ['a number of 250,000 digits', `{"socket_id":${'1'.repeat(250_000)}}`],
  ['a key of another prototype', '{"__proto__":{"socket_id":"1.2"},"constructor":{"prototype":{"a":1}}}'],
  ['NUL', `{"socket_id":"${SOCKET}","channel_name":"private-account.alpha\\u0000"}`],
];

const HOSTILE_FORMS: readonly (readonly [string, string])[] = [
  ['100,000 empty parameters', repeated('&')],
  ['40,000 parameters', repeated('a=1&')],
  ['201 parameters of one name', repeated('socket_id=1&', 201 * 12)],
  ['names with brackets', `a${repeated('[b]', 30_000)}=1`],
  ['escapes that are none', repeated('%zz')],
  [
    'a parameter of 250 kB',
    `client_id=${repeated('x', 250_000)}&client_secret=y&grant_type=client_credentials`,
  ],
  ['60,000 scopes', `scope=${repeated('a+', 120_000)}&grant_type=client_credentials`],
];

describe('hostile input', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    token = await api.tokenFor(alpha);
  });
  afterAll(() => api.stop());

  /** Sends the request until it was cheap once, and checks that the answer is short and no 5xx. */
  async function send(path: string, init: RequestInit, method = 'POST'): Promise<Answer> {
    let answer: Answer | undefined;
    let leastCpuMs = Infinity;
    for (let tries = 0; tries < MAX_TRIES && leastCpuMs >= MAX_CPU_MS; tries++) {
      const before = process.cpuUsage();
      answer = await api.call(method, path, init);
      const { user, system } = process.cpuUsage(before);
      leastCpuMs = Math.min(leastCpuMs, (user + system) / 1_000);
    }
    if (!answer) throw new Error('nothing was sent');
    expect(answer.status).toBeLessThan(500);
    expect(JSON.stringify(answer.body).length).toBeLessThan(MAX_ANSWER_BYTES);
    // Includes the client's share.
    expect(leastCpuMs).toBeLessThan(MAX_CPU_MS);
    return answer;
  }

  it.each(HOSTILE_JSON)('in a JSON body gets a short refusal at little cost: %s', async (_what, body) => {
    const headers = { ...bearer(token), 'content-type': 'application/json' };
    for (const path of ['/broadcasting/auth', '/broadcasting/auth/batch', '/oauth/token']) {
      expect([400, 422]).toContain((await send(path, { body, headers })).status);
    }
    const strange = { ...headers, ...bearer('nonsense') };
    expect([400, 401, 422]).toContain((await send('/broadcasting/auth', { body, headers: strange })).status);
  });

  it('is bounded in depth and keys even in fields that are ignored', async () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    const keys = (count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [i, i]));
    const statusWith = async (more: object) => {
      const body = { socket_id: SOCKET, channel_name: 'private-account.alpha', ...more };
      return (await api.json('/broadcasting/auth', body, bearer(token))).status;
    };
    expect(await statusWith({ more: nested(31) })).toBe(200);
    expect(await statusWith({ more: nested(32) })).toBe(422);
    expect(await statusWith({ more: [keys(200)] })).toBe(200);
    expect(await statusWith({ more: [keys(201)] })).toBe(422);
  });

  it.each(HOSTILE_FORMS)('in a form gets a short refusal at little cost: %s', async (_what, body) => {
    const headers = { ...bearer(token), 'content-type': 'application/x-www-form-urlencoded' };
    for (const path of ['/broadcasting/auth', '/broadcasting/auth/batch']) {
      expect([413, 415, 422]).toContain((await send(path, { body, headers })).status);
    }
    const type = { 'content-type': headers['content-type'] };
    expect([400, 401, 413, 422]).toContain((await send('/oauth/token', { body, headers: type })).status);
  });

  it.each<[string, string, () => Buffer]>([
    ['a gzip bomb', 'gzip', () => gzipSync(Buffer.alloc(20_000_000, '[1,'))],
    ['a brotli bomb', 'br', () => brotliCompressSync(Buffer.alloc(20_000_000, ' '))],
    ['what is no gzip', 'gzip', () => Buffer.from(repeated('x'))],
  ])('in a compressed body is not unpacked beyond the limit: %s', async (_what, encoding, body) => {
    const headers = { ...bearer(token), 'content-type': 'application/json', 'content-encoding': encoding };
    const { status } = await send('/broadcasting/auth', { body: body(), headers });
    expect([400, 413]).toContain(status);
  });

  it.each(['utf-7', 'utf-16', 'utf-32', 'nonsense'])(
    'in an unusual charset gets a short refusal: %s',
    async (charset) => {
      const headers = { ...bearer(token), 'content-type': `application/json; charset=${charset}` };
      const { status } = await send('/broadcasting/auth', { body: repeated('+AF-'), headers });
      expect(status).toBe(415);
    },
  );

  it('in a query with too many parameters gets a short refusal', async () => {
    for (const query of [repeated('a&', 15_000), repeated('page=1&', 15_000)]) {
      const { status } = await send(`/api/alpha/asset?${query}`, { headers: bearer(token) }, 'GET');
      expect(status).toBe(422);
    }
    const ids = `asset_ids=${repeated('1,', 15_000)}`;
    expect((await send(`/api/alpha/location?${ids}`, { headers: bearer(token) }, 'GET')).status).toBe(422);
  });

  it('is not echoed at length', async () => {
    const long = 'x'.repeat(15_000);
    for (const path of [`/${long}`, `/api/alpha/asset/${long}`, `/api/${long}/asset`]) {
      expect((await send(path, { headers: bearer(token) }, 'GET')).status).toBe(404);
    }
    const refused = await send('/api/user', { headers: bearer(long) }, 'GET');
    expect(refused.status).toBe(401);
  });

  it.each([
    '0x4',
    '1e3',
    '1e300',
    '9223372036854775808',
    '9007199254740992',
    '-1',
    '0',
    '%20',
    '%00',
    '1.0',
    '٣',
  ])('is not taken for an id: %s', async (id) => {
    for (const path of [`/api/alpha/asset/${id}`, `/api/alpha/asset/${id}/location`]) {
      expect(await api.get(path, token)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    for (const query of [`location?asset_ids=${id}`, `asset?page=${id}`, `asset?per_page=${id}`]) {
      expect((await api.get(`/api/alpha/${query}`, token)).status).toBe(422);
    }
  });

  it('does not get in the way of a normal request', async () => {
    expect((await api.get(`/api/alpha/asset/${assetId(alpha, 0)}`, token)).status).toBe(200);
  });
});
