import { randomUUID } from 'node:crypto';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import Echo from 'laravel-echo';
import type Pusher from 'pusher-js';
import type { PresenceChannel } from 'pusher-js';
import { connectApp, disconnectApps, joined, received, type TestUser } from '../support/app-client';
import { PusherBackend, TEST_APP } from '../support/pusher-backend';

/** Nodes of one gateway; what is true of one must be true over all. */
export interface Nodes {
  readonly ports: readonly number[];
  stop(): Promise<unknown>;
}

const LEAVE_MS = 10_000;

/** What Pusher Channels does, through stock clients and the stock server SDK, however many nodes there are. */
export function gatewaySuite(name: string, start: (app: object) => Promise<Nodes>): void {
  describe(`the gateway, ${name}`, () => {
    let backend: PusherBackend;
    let nodes: Nodes;
    const running: { stop(): Promise<unknown> }[] = [];
    let next = 0;
    let run = 0;

    beforeAll(unrefPusherTimers);
    beforeAll(async () => {
      backend = await PusherBackend.start();
      running.push(backend);
      nodes = await start(backend.app);
      running.unshift(nodes);
    }, 60_000);
    beforeEach(() => run++);
    afterEach(() => disconnectApps());
    // In case of a failed start, what has started.
    afterAll(async () => {
      for (const part of running) await part.stop();
    });

    /** Each on the next node. */
    const port = (): number => nodes.ports[next++ % nodes.ports.length] ?? 0;
    const sdk = () => backend.sdk(port());
    const client = (user: TestUser = { id: 'u' }): Pusher => connectApp(sdk(), port(), user);
    /** Several gateways of a run may share their Redis. */
    const tag = randomUUID().slice(0, 8);
    const channelName = (prefix = ''): string => `${prefix}room-${tag}-${run}`;

    it.each(['', 'private-', 'cache-', 'private-cache-', 'presence-', 'presence-cache-'])(
      'brings what the server sends on a %s channel to all who have it, but the excepted one',
      async (prefix) => {
        const [one, other] = [client({ id: 'a' }), client({ id: 'b' })];
        const channels = await Promise.all([one, other].map((pusher) => joined(pusher, channelName(prefix))));
        const got = channels.map((channel) => received(channel, 'news'));
        await sdk().trigger(channelName(prefix), 'news', { text: 'Ünïcode “7”' });
        await sdk().trigger(channelName(prefix), 'news', { n: 2 }, { socket_id: one.connection.socket_id });
        await eventually(() =>
          expect(got).toEqual([[{ text: 'Ünïcode “7”' }], [{ text: 'Ünïcode “7”' }, { n: 2 }]]),
        );
      },
    );

    it('keeps the order of what is sent on a channel', async () => {
      const got = received(await joined(client(), channelName()), 'n');
      const server = sdk();
      for (let n = 0; n < 50; n++) await server.trigger(channelName(), 'n', n);
      await eventually(() => expect(got).toEqual(Array.from({ length: 50 }, (_, n) => n)));
    });

    it('sends to many channels, and in batches', async () => {
      const pusher = client();
      const names = [channelName('a-'), channelName('b-')];
      const got = await Promise.all(
        names.map(async (channel) => received(await joined(pusher, channel), 'x')),
      );
      await sdk().trigger(names, 'x', 1);
      await sdk().triggerBatch(names.map((channel) => ({ channel, name: 'x', data: 2 })));
      await eventually(() =>
        expect(got).toEqual([
          [1, 2],
          [1, 2],
        ]),
      );
    });

    it('brings an encrypted channel its messages, which only the client can read', async () => {
      const channel = await joined(client(), channelName('private-encrypted-'));
      const got = received(channel, 'secret');
      await sdk().trigger(channelName('private-encrypted-'), 'secret', { a: 1 });
      await eventually(() => expect(got).toEqual([{ a: 1 }]));
    });

    it('refuses a channel that was signed by somebody else', async () => {
      const stranger = connectApp(
        sdk(),
        port(),
        { id: 'u' },
        {
          channelAuthorization: {
            ...{ endpoint: '', transport: 'ajax' },
            customHandler: (_, callback) => callback(null, { auth: `${TEST_APP.key}:${'0'.repeat(64)}` }),
          },
        },
      );
      await expect(joined(stranger, channelName('private-'))).rejects.toThrow('401');
    });

    it('brings client events to the others only, with the user who sent them on presence channels', async () => {
      const [one, other] = [client({ id: 'a' }), client({ id: 'b' })];
      const name = channelName('presence-');
      const [mine, theirs] = [await joined(one, name), await joined(other, name)];
      const got: unknown[] = [];
      theirs.bind('client-typing', (data: unknown, metadata: unknown) => got.push([data, metadata]));
      const own = received(mine, 'client-typing');
      mine.trigger('client-typing', { far: true });
      await eventually(() => expect(got).toEqual([[{ far: true }, { user_id: 'a' }]]));
      expect(own).toEqual([]);
    });

    it('tells presence of users, not of connections, and who they are', async () => {
      const name = channelName('presence-');
      const watcher = (await joined(client({ id: 'w' }), name)) as PresenceChannel;
      const [added, removed] = [
        received(watcher, 'pusher:member_added'),
        received(watcher, 'pusher:member_removed'),
      ];
      const [tab, otherTab] = [client({ id: 'a', user_info: { n: 'A' } }), client({ id: 'a' })];
      await joined(tab, name);
      const seen = (await joined(otherTab, name)) as PresenceChannel;
      expect([seen.members.count, seen.members.get('a'), seen.members.get('w')]).toEqual([
        2,
        { id: 'a', info: { n: 'A' } },
        { id: 'w', info: {} },
      ]);
      await eventually(() => expect(added).toEqual([{ id: 'a', info: { n: 'A' } }]));
      const { users } = (await (await sdk().get({ path: `/channels/${name}/users` })).json()) as {
        users: object[];
      };
      expect(users).toEqual(expect.arrayContaining([{ id: 'a' }, { id: 'w' }]));
      const params = { with_user_info: '1' };
      const withInfo = await sdk().get({ path: `/channels/${name}/users`, params });
      expect(await withInfo.json()).toEqual({
        users: expect.arrayContaining([
          { id: 'a', user_info: { n: 'A' } },
          { id: 'w', user_info: {} },
        ]) as object,
      });
      tab.disconnect();
      otherTab.disconnect();
      await eventually(() => expect(removed).toEqual([{ id: 'a', info: { n: 'A' } }]), {
        timeoutMs: LEAVE_MS,
      });
      expect(added).toHaveLength(1);
    });

    it('does not announce a member who reloads the page', async () => {
      const name = channelName('presence-');
      const watcher = await joined(client({ id: 'w' }), name);
      const seen = [...['pusher:member_added', 'pusher:member_removed']].map((event) =>
        received(watcher, event),
      );
      const page = client({ id: 'a' });
      await joined(page, name);
      await eventually(() => expect(seen[0]).toHaveLength(1));
      page.disconnect();
      await joined(client({ id: 'a' }), name);
      const marker = client({ id: 'b' });
      await joined(marker, name);
      marker.disconnect();
      await eventually(() => expect(seen[1]).toHaveLength(1), { timeoutMs: LEAVE_MS });
      expect(seen).toMatchObject([[{ id: 'a' }, { id: 'b' }], [{ id: 'b' }]]);
    });

    it('keeps the last event of a cache channel for later subscribers', async () => {
      const misses = received(client().subscribe(channelName('cache-')), 'pusher:cache_miss');
      await eventually(() => expect(misses).toHaveLength(1));
      await sdk().trigger(channelName('cache-'), 'state', { n: 1 });
      await sdk().trigger(channelName('cache-'), 'state', { n: 2 });
      const late = client().subscribe(channelName('cache-'));
      const [got, missed] = [received(late, 'state'), received(late, 'pusher:cache_miss')];
      await eventually(() => expect(got).toEqual([{ n: 2 }]));
      expect(missed).toEqual([]);
      const info = await sdk().get({ path: `/channels/${channelName('cache-')}`, params: { info: 'cache' } });
      expect(await info.json()).toMatchObject({ occupied: true, cache: { data: '{"n":2}' } });
    });

    it.each(['s', 'auth0|5f7c8-', 'José ', 'a/b-'])(
      'signs user %s… in, brings them what is theirs, and ends their connections',
      async (name) => {
        const id = `${name}${run}`;
        const [one, other] = [client({ id }), client({ id: `t${run}` })];
        const got: unknown[] = [];
        for (const pusher of [one, other]) {
          pusher.user.bind('mail', (data: unknown) => got.push(data));
          pusher.signin();
        }
        await eventually(async () => {
          await sdk().sendToUser(id, 'mail', { n: 1 });
          expect(got.length).toBeGreaterThan(0);
        });
        expect(got).toContainEqual({ n: 1 });
        await sdk().terminateUserConnections(id);
        await eventually(() => expect(one.connection.state).toBe('disconnected'));
        expect(other.connection.state).toBe('connected');
      },
    );

    it('tells a user which of the watched users are online, comes and goes', async () => {
      const watcher = client({ id: `w${run}`, watchlist: [`x${run}`] });
      const seen: string[] = [];
      for (const event of ['online', 'offline']) watcher.user.watchlist.bind(event, () => seen.push(event));
      watcher.signin();
      await eventually(() => expect(seen).toEqual(['offline']));
      const watched = client({ id: `x${run}` });
      watched.signin();
      await eventually(() => expect(seen).toEqual(['offline', 'online']));
      watched.disconnect();
      await eventually(() => expect(seen).toEqual(['offline', 'online', 'offline']), { timeoutMs: LEAVE_MS });
    });

    it('tells subscribers their number', async () => {
      const channel = await joined(client(), channelName());
      const counts = received(channel, 'pusher:subscription_count');
      await joined(client(), channelName());
      await eventually(() => expect(counts.at(-1)).toEqual({ subscription_count: 2 }));
      const answer = await sdk().get({ path: '/channels', params: { info: 'subscription_count' } });
      const { channels } = (await answer.json()) as { channels: object };
      expect(channels).toHaveProperty([channelName()], { subscription_count: 2 });
    });

    it('answers the HTTP API with the bodies and statuses that the SDK knows', async () => {
      const answer = await sdk().trigger(channelName(), 'x', 1);
      expect([answer.status, await answer.text()]).toEqual([200, '{}']);
      const name = channelName('presence-');
      await joined(client({ id: 'a' }), name);
      const info = await sdk().trigger(name, 'x', 1, { info: 'user_count' });
      expect(await info.json()).toEqual({ channels: { [name]: { user_count: 1 } } });
      const batch = await sdk().triggerBatch([{ channel: name, name: 'x', data: 1, info: 'user_count' }]);
      expect(await batch.json()).toEqual({ batch: [{ user_count: 1 }] });
      const refused = (path: string, params: Record<string, string> = {}) =>
        sdk()
          .get({ path, params })
          .catch((error: unknown) => (error as { status: number }).status);
      expect(await refused(`/channels/${channelName()}/users`)).toBe(400);
      expect(await refused('/channels', { info: 'user_count' })).toBe(400);
      expect(await refused('/nothing')).toBe(404);
      await expect(sdk().trigger(channelName(), 'x', 'x'.repeat(10_241))).rejects.toMatchObject({
        status: 413,
      });
    });

    it('tells webhooks, whose signature the SDK verifies', async () => {
      const name = channelName('presence-');
      const pusher = client({ id: 'h' });
      const channel = await joined(pusher, name);
      channel.trigger('client-hello', { a: 1 });
      const cache = channelName('cache-');
      pusher.subscribe(cache);
      const told = (): string[] =>
        backend.told.flatMap((event: { name: string }) =>
          'channel' in event && event.channel === name ? [event.name] : [],
        );
      await eventually(() => expect(told()).toEqual(['channel_occupied', 'member_added', 'client_event']));
      await eventually(() => expect(backend.told).toContainEqual({ name: 'cache_miss', channel: cache }));
      pusher.disconnect();
      const all = ['channel_occupied', 'member_added', 'client_event', 'member_removed', 'channel_vacated'];
      await eventually(() => expect(told()).toEqual(all), { timeoutMs: LEAVE_MS });
    });

    it('serves Laravel Echo', async () => {
      const echo = new Echo({ broadcaster: 'pusher', key: TEST_APP.key, client: client({ id: 'e' }) });
      const here: unknown[] = [];
      echo
        .join(`echo-${run}`)
        .here((users: unknown[]) => here.push(users))
        .listen('.ordered', (data: unknown) => here.push(data));
      await eventually(() => expect(here).toEqual([[{}]]));
      await sdk().trigger(`presence-echo-${run}`, 'ordered', { id: 3 });
      await eventually(() => expect(here[1]).toEqual({ id: 3 }));
    });
  });
}
