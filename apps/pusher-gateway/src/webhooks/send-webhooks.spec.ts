import { Logger } from '@yipii/platform';
import { aSender, anApp, anEndpoint, isSigned, occupied } from './webhooks.fixture';

const HOUR_MS = 3_600_000;
const A = anEndpoint('https://a.example/hook');
const B = anEndpoint('http://b.example/hook');

interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

describe('webhooks', () => {
  const logged: LogLine[] = [];
  const keep = (line: LogLine): void => void logged.push(line);

  beforeAll(() => {
    Logger.overrideLogger({ log: keep, warn: keep, error: keep });
  });
  afterAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(() => (logged.length = 0));

  it('are collected for a short while and sent in one signed request', async () => {
    const { webhooks, post, pass, ended } = aSender();
    const app = anApp(A);
    webhooks.tell(app, occupied('x'));
    webhooks.tell(app, { name: 'member_added', channel: 'presence-y', user_id: '1' });
    await pass(199);
    expect(post.requests).toEqual([]);
    await pass(1);
    expect(post.requests).toHaveLength(1);
    const [request] = post.requests;
    expect(request?.url).toBe('https://a.example/hook');
    expect(request?.body).toBe(
      `{"time_ms":${request?.at},"events":[{"name":"channel_occupied","channel":"x"},{"name":"member_added","channel":"presence-y","user_id":"1"}]}`,
    );
    expect(request?.headers).toEqual({
      'content-type': 'application/json',
      'x-pusher-key': app.key,
      'x-pusher-signature': expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
    expect(request && isSigned(request)).toBe(true);
    expect(await ended('delivered')).toBe(2);
  });

  it('go only to the endpoints that want them, and nowhere without one', async () => {
    const { webhooks, post, pass } = aSender();
    const app = anApp(A, anEndpoint('https://counts.example', ['subscription_count']));
    webhooks.tell(anApp(), occupied('x'));
    webhooks.tell(app, occupied('y'));
    webhooks.tell(app, { name: 'subscription_count', channel: 'z', subscription_count: 2 });
    await pass(1_000);
    expect(post.channelsTo('a.example')).toEqual([['y', 'z']]);
    expect(post.channelsTo('counts.example')).toEqual([['z']]);
  });

  it('go only for the channels that an endpoint wants, with its headers', async () => {
    const { webhooks, post, pass } = aSender();
    const channels = { startsWith: 'private-', endsWith: '-eu' };
    const app = anApp({ ...A, channels, headers: { authorization: 'Bearer x' } });
    for (const channel of ['private-a-eu', 'private-a-us', 'presence-a-eu'])
      webhooks.tell(app, occupied(channel));
    await pass(1_000);
    expect(post.channelsTo('a.example')).toEqual([['private-a-eu']]);
    expect(post.requests[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-pusher-key': app.key });
  });

  it('are sent one by one, in order, without a batch window', async () => {
    const { webhooks, post, pass } = aSender({ webhookBatchMs: 0 });
    const app = anApp(A);
    for (const channel of ['x', 'y', 'z']) webhooks.tell(app, occupied(channel));
    expect(post.requests).toEqual([]);
    await pass(10, 1);
    expect(post.channelsTo('a.example')).toEqual([['x'], ['y'], ['z']]);
  });

  it('are at most 50 per request; a full one does not wait for the window', async () => {
    const { webhooks, post, pass } = aSender();
    const app = anApp(A);
    for (let n = 0; n < 120; n++) webhooks.tell(app, occupied(`c${n}`));
    await pass(10, 1);
    expect(post.channelsTo('a.example').map(({ length }) => length)).toEqual([50, 50]);
    await pass(200);
    expect(post.channelsTo('a.example').map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(post.channelsTo('a.example').flat()).toEqual(Array.from({ length: 120 }, (_, n) => `c${n}`));
  });

  it('are at most 256 KB per request, whatever the alphabet', async () => {
    const { webhooks, post, pass } = aSender();
    const app = anApp(A);
    const data = 'ж'.repeat(10_000);
    for (let n = 0; n < 40; n++)
      webhooks.tell(app, { name: 'client_event', channel: 'c', event: 'client-e', data, socket_id: '1.2' });
    await pass(1_000);
    expect(post.channelsTo('a.example').flat()).toHaveLength(40);
    for (const { body } of post.requests) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(256 * 1024);
    expect(post.requests.length).toBeLessThanOrEqual(5);
  });

  it('are repeated unchanged, with growing pauses, until they are accepted; later ones wait', async () => {
    const { webhooks, post, pass, ended } = aSender();
    const app = anApp(A);
    post.answers.set('a.example', 503);
    webhooks.tell(app, occupied('x'));
    await pass(10_000);
    webhooks.tell(app, occupied('y'));
    await pass(50_000);
    const pauses = post.requests.slice(1).map(({ at }, n) => at - (post.requests[n]?.at ?? 0));
    expect(pauses.length).toBeGreaterThanOrEqual(5);
    pauses.slice(0, 5).forEach((pause, n) => {
      expect(pause).toBeGreaterThanOrEqual(800 * 2 ** n);
      expect(pause).toBeLessThanOrEqual(1_000 * 2 ** n + 100);
    });
    expect(new Set(post.requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(post.requests.map(({ headers }) => headers['x-pusher-signature'])).size).toBe(1);
    post.answers.set('a.example', 204);
    await pass(31_000);
    expect(post.channelsTo('a.example').slice(-2)).toEqual([['x'], ['y']]);
    expect(await ended('delivered')).toBe(2);
    expect(logged.map(({ msg }) => msg)).toEqual(['webhooks are not accepted, retrying', 'recovered']);
  });

  it('are dropped after five minutes, counted and logged with the reason', async () => {
    const { webhooks, post, pass, ended } = aSender();
    const app = anApp(A);
    post.answers.set('a.example', 'connect ECONNREFUSED');
    webhooks.tell(app, occupied('x'));
    await pass(299_000, 500);
    expect(await ended('expired')).toBe(0);
    await pass(1_500, 500);
    expect(await ended('expired')).toBe(1);
    const tries = post.requests.length;
    await pass(HOUR_MS / 10, 1_000);
    expect(post.requests).toHaveLength(tries);
    expect(logged.filter(({ msg }) => msg === 'webhook events dropped')).toEqual([
      expect.objectContaining({ app: '3', host: 'a.example', events: 1, reason: 'connect ECONNREFUSED' }),
    ]);
    post.answers.delete('a.example');
    webhooks.tell(app, occupied('y'));
    await pass(31_000);
    expect(post.channelsTo('a.example').at(-1)).toEqual(['y']);
  });

  it.each([301, 302, 400, 404, 410, 500])('count only 2xx as accepted, not %d', async (status) => {
    const { webhooks, post, pass, ended } = aSender();
    post.answers.set('a.example', status);
    webhooks.tell(anApp(A), occupied('x'));
    await pass(2_000);
    expect(post.requests.length).toBeGreaterThanOrEqual(2);
    expect(await ended('delivered')).toBe(0);
  });

  it('have one request at a time per endpoint, and no endpoint waits for another', async () => {
    const { webhooks, post, pass } = aSender();
    const app = anApp(A, B);
    post.slow.add('a.example');
    for (let n = 0; n < 10; n++) {
      webhooks.tell(app, occupied(`c${n}`));
      await pass(300);
    }
    expect(post.channelsTo('a.example')).toEqual([['c0']]);
    expect(post.channelsTo('b.example')).toHaveLength(10);
    post.slow.clear();
    post.answerSlowOnes();
    await pass(300);
    expect(post.channelsTo('a.example')).toEqual([['c0'], Array.from({ length: 9 }, (_, n) => `c${n + 1}`)]);
  });

  it('beyond the limit of the queue drop the oldest, counted', async () => {
    const { webhooks, post, pass, ended } = aSender();
    const app = anApp(A);
    post.slow.add('a.example');
    webhooks.tell(app, occupied('first'));
    await pass(300);
    for (let n = 0; n < 10_100; n++) webhooks.tell(app, occupied(`c${n}`));
    expect(await ended('overflow')).toBe(100);
    post.slow.clear();
    post.answerSlowOnes();
    await pass(3_000, 1);
    const channels = post.channelsTo('a.example').flat();
    expect(channels).toHaveLength(10_001);
    expect(channels.slice(0, 2)).toEqual(['first', 'c100']);
    expect(channels.at(-1)).toBe('c10099');
    expect(logged.map(({ msg }) => msg)).toEqual(['webhook queue is full, dropping the oldest events']);
  });

  it('report a cache miss of a channel at most once in five seconds', async () => {
    const { webhooks, post, pass } = aSender();
    const app = anApp(A);
    const miss = (channel: string): void => webhooks.tell(app, { name: 'cache_miss', channel });
    for (const channel of ['cache-x', 'cache-x', 'cache-y', 'cache-x']) miss(channel);
    await pass(4_900);
    miss('cache-x');
    await pass(200);
    miss('cache-x');
    await pass(1_000);
    expect(post.channelsTo('a.example')).toEqual([['cache-x', 'cache-y'], ['cache-x']]);
  });

  it('that are pending at a stop are sent at once, the window and pauses aside', async () => {
    const { webhooks, post, pass, ended } = aSender();
    const app = anApp(A, B);
    post.answers.set('a.example', 500);
    webhooks.tell(app, occupied('x'));
    await pass(300);
    webhooks.tell(app, occupied('y'));
    post.answers.set('a.example', 200);
    await webhooks.flush(5_000);
    expect(post.channelsTo('a.example')).toEqual([['x'], ['x'], ['y']]);
    expect(post.channelsTo('b.example')).toEqual([['x'], ['y']]);
    expect(await ended('delivered')).toBe(4);
    expect(await ended('stopped')).toBe(0);
  });

  it('that are not accepted at a stop, or come later, are counted as dropped', async () => {
    const { webhooks, post, pass, ended } = aSender();
    const app = anApp(A);
    post.answers.set('a.example', 500);
    webhooks.tell(app, occupied('x'));
    await webhooks.flush(5_000);
    expect(post.requests).toHaveLength(1);
    webhooks.tell(app, occupied('y'));
    webhooks.tell(anApp(B), occupied('z'));
    await pass(HOUR_MS / 60);
    expect(post.requests).toHaveLength(1);
    expect(await ended('stopped')).toBe(3);
  });

  it('delay a stop no longer than allowed', async () => {
    const { webhooks, post, pass, ended, turn } = aSender();
    const app = anApp(A, B);
    post.slow.add('a.example');
    webhooks.tell(app, occupied('x'));
    await pass(300);
    webhooks.tell(app, occupied('y'));
    const flushed = webhooks.flush(2_000);
    await pass(2_000);
    await flushed;
    expect(await ended('stopped')).toBe(2);
    expect(await ended('delivered')).toBe(2);
    post.answerSlowOnes();
    await turn();
    expect(await ended('delivered')).toBe(2);
  });
});
