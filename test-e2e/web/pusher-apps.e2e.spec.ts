import { eventually } from '@yipii/testing';
import { AppProcess } from '../support/app-process';
import { STRANGER } from '../support/customer-server';
import { TEST_APP } from '../support/pusher-backend';
import type { WebPage } from './browser';
import { Site } from './site';
import { useBrowser } from './use-browser';

const DATA = { text: 'Ünïcode “7”', n: 1 };
const LEAVE_MS = 10_000;
const CLOSED_APP = { id: 'closed', key: 'closed-key', secret: 'closed-secret' };

const browser = useBrowser();

describe.each(['uws', 'ws'])('pages of Pusher apps on %s', (sockets) => {
  let site: Site;
  let gateway: AppProcess;
  let run = 0;

  beforeAll(async () => {
    site = await Site.start();
    const closed = { ...CLOSED_APP, allowedOrigins: [site.customer.url('', 'localhost')] };
    const apps = JSON.stringify([site.backend.app, closed]);
    gateway = await AppProcess.start('gateway', { PORT: '0', GATEWAY_SOCKETS: sockets, PUSHER_APPS: apps });
  });
  beforeEach(() => run++);
  afterAll(async () => {
    await gateway.end('SIGTERM');
    await site.stop();
  });

  const sdk = () => site.backend.sdk(gateway.port('websocket'));
  const channelName = (prefix: string): string => `${prefix}room-${run}`;

  async function open(user = 'u', host = 'localhost', key = TEST_APP.key): Promise<WebPage> {
    const page = await browser().open(site.customer.url('/', host));
    await connect(page, user, key);
    return page;
  }

  function connect(page: WebPage, user: string, key = TEST_APP.key): Promise<unknown> {
    const port = gateway.port('websocket');
    return page.call('connect', key, {
      ...{ wsHost: '127.0.0.1', wsPort: port, wssPort: port },
      channelAuthorization: { endpoint: `/auth?user=${user}`, transport: 'ajax' },
      userAuthentication: { endpoint: `/user-auth?user=${user}`, transport: 'ajax' },
    });
  }

  it.each(['', 'private-', 'cache-', 'private-cache-', 'presence-', 'presence-cache-', 'private-encrypted-'])(
    'get what the server sends on a %s channel, each all of it but what excepts it',
    async (prefix) => {
      const channel = channelName(prefix);
      const pages = await Promise.all([open('a'), open('b')]);
      await Promise.all(pages.map((page) => page.join(channel, 'news')));
      const { socketId } = await pages[0].connection();
      await sdk().trigger(channel, 'news', DATA);
      await sdk().trigger(channel, 'news', { n: 2 }, { socket_id: socketId });
      await eventually(async () =>
        expect(await Promise.all(pages.map((page) => page.got(channel, 'news')))).toEqual([
          [[DATA]],
          [[DATA], [{ n: 2 }]],
        ]),
      );
    },
  );

  it('get the last event of a cache channel, or that there is none', async () => {
    const channel = channelName('cache-');
    const early = await open();
    await early.join(channel, 'pusher:cache_miss');
    await eventually(async () => expect(await early.got(channel, 'pusher:cache_miss')).toHaveLength(1));
    await sdk().trigger(channel, 'state', DATA);
    const late = await open();
    await late.join(channel, 'state', 'pusher:cache_miss');
    await eventually(async () => expect(await late.got(channel, 'state')).toEqual([[DATA]]));
    expect(await late.got(channel, 'pusher:cache_miss')).toEqual([]);
  });

  it('send each other client events', async () => {
    for (const prefix of ['private-', 'presence-']) {
      const channel = channelName(prefix);
      const [one, other] = [await open('a'), await open('b')];
      await Promise.all([one, other].map((page) => page.join(channel, 'client-typing')));
      await one.call('trigger', channel, 'client-typing', DATA);
      const by = prefix === 'presence-' ? ['a'] : [];
      await eventually(async () =>
        expect(await other.got(channel, 'client-typing')).toEqual([[DATA, ...by]]),
      );
      expect(await one.got(channel, 'client-typing')).toEqual([]);
    }
  });

  it('see each other on presence channels, and nothing of a page that is loaded again', async () => {
    const channel = channelName('presence-');
    const [ADDED, REMOVED] = ['pusher:member_added', 'pusher:member_removed'];
    const watcher = await open('w');
    expect(await watcher.join(channel, ADDED, REMOVED)).toEqual(['w']);
    const member = await open('a');
    expect((await member.join(channel)).sort()).toEqual(['a', 'w']);
    const a = { id: 'a', info: { name: 'A' } };
    await eventually(async () => expect(await watcher.got(channel, ADDED)).toEqual([[a]]));

    await member.page.reload();
    await connect(member, 'a');
    expect((await member.join(channel)).sort()).toEqual(['a', 'w']);
    // Who goes after the reload is told of later than it would be.
    const marker = await open('m');
    await marker.join(channel);
    await marker.page.close();
    const removed = () => watcher.got(channel, REMOVED);
    await eventually(async () => expect(await removed()).toMatchObject([[{ id: 'm' }]]), {
      timeoutMs: LEAVE_MS,
    });
    expect(await watcher.got(channel, ADDED)).toMatchObject([[{ id: 'a' }], [{ id: 'm' }]]);

    await member.page.close();
    await eventually(async () => expect(await removed()).toMatchObject([[{ id: 'm' }], [a]]), {
      timeoutMs: LEAVE_MS,
    });
  });

  it('sign users in, who get what is sent to them', async () => {
    const [one, other] = [await open(`s${run}`), await open(`t${run}`)];
    for (const page of [one, other]) await page.call('signIn', 'mail');
    await eventually(async () => {
      await sdk().sendToUser(`s${run}`, 'mail', DATA);
      expect(await one.got('user', 'mail')).toContainEqual([DATA]);
    });
    expect(await other.got('user', 'mail')).toEqual([]);
    await sdk().terminateUserConnections(`s${run}`);
    await eventually(async () => expect((await one.connection()).states.at(-1)).toBe('disconnected'));
    expect((await other.connection()).states.at(-1)).toBe('connected');
  });

  it('are told that a channel was not signed for them', async () => {
    const page = await open(STRANGER);
    await expect(page.join(channelName('private-'))).rejects.toThrow('401');
  });

  it('from origins that the app does not allow are refused', async () => {
    const letIn = await open('u', 'localhost', CLOSED_APP.key);
    await letIn.join(channelName(''));
    const keptOut = await open('u', '127.0.0.1', CLOSED_APP.key);
    await eventually(async () => {
      const { states, errors } = await keptOut.connection();
      expect(states).toEqual(['disconnected']);
      expect(errors).toMatchObject([{ code: 4009 }]);
    });
  });
});
