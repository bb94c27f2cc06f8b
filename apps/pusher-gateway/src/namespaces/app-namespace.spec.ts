import { APP, LEAVE_MS, asAnybody, asMember, settled, twoNodes } from './namespace-nodes.fixture';

const ROOM = 'presence-room';

describe('presence over two nodes', () => {
  it('announces each user once, whatever its connections and nodes', async () => {
    const { nodes, clock } = twoNodes();
    const [one, two] = nodes;
    const watcher = one.connect();
    one.namespace.join(watcher, ROOM, asMember('w'));
    await settled();
    const tabs = [one, two, two].map((node) => ({ node, client: node.connect() }));
    for (const { node, client } of tabs) {
      node.namespace.join(client, ROOM, asMember('a'));
      await settled();
    }
    expect(watcher.told.filter((text) => text.startsWith('member'))).toEqual([
      'member_added {"user_id":"a"}',
    ]);
    for (const { client } of tabs.slice(1)) {
      expect(client.told[0]).toContain('"count":2,"ids":["w","a"]');
      expect(client.told).toHaveLength(1);
    }
    for (const { node, client } of tabs) {
      node.namespace.closed(client);
      clock.advance(LEAVE_MS);
      await settled();
    }
    expect(watcher.told.slice(1)).toEqual(['member_added {"user_id":"a"}', 'member_removed {"user_id":"a"}']);
  });

  it('announces nothing when a user returns within the grace period, on any node', async () => {
    const { nodes, clock, webhooks } = twoNodes();
    const [one, two] = nodes;
    const watcher = one.connect();
    one.namespace.join(watcher, ROOM, asMember('w'));
    let page = one.connect();
    one.namespace.join(page, ROOM, asMember('a'));
    await settled();
    one.namespace.closed(page);
    clock.advance(LEAVE_MS - 1);
    page = two.connect();
    two.namespace.join(page, ROOM, asMember('a'));
    await settled();
    clock.advance(10 * LEAVE_MS);
    await settled();
    expect(watcher.told).toHaveLength(2);
    expect(webhooks.map(({ name }) => name)).toEqual(['channel_occupied', 'member_added', 'member_added']);
  });

  it('refuses users beyond its limit, who may try again', async () => {
    const { nodes, clock } = twoNodes({ maxMembers: 1 });
    const [one, two] = nodes;
    const [first, second] = [one.connect(), two.connect()];
    one.namespace.join(first, ROOM, asMember('a'));
    await settled();
    two.namespace.join(second, ROOM, asMember('b'));
    await settled();
    expect(second.told).toEqual([expect.stringContaining(`refused ${ROOM}`)]);
    one.namespace.closed(first);
    clock.advance(LEAVE_MS);
    await settled();
    two.namespace.join(second, ROOM, asMember('b'));
    await settled();
    expect(second.told[1]).toContain('"ids":["b"]');
  });

  it('removes a dead node', async () => {
    const { nodes, clock, webhooks } = twoNodes();
    const [dead, alive] = nodes;
    await dead.lease.run();
    await alive.lease.run();
    dead.namespace.join(dead.connect(), ROOM, asMember('a'));
    dead.namespace.signIn(dead.connect(), { userId: 'x', userInfo: null, watchlist: [] });
    await settled();
    const watcher = alive.connect();
    alive.namespace.join(watcher, ROOM, asMember('w'));
    await settled();
    alive.namespace.signIn(watcher, { userId: 'w', userInfo: null, watchlist: ['x'] });
    await settled();
    for (let i = 0; i < 5; i++) {
      clock.advance(4_000);
      await alive.lease.run();
    }
    await settled();
    expect(watcher.told).toEqual([
      expect.stringContaining('"count":2'),
      expect.stringContaining('"name":"online","user_ids":["x"]'),
      'member_removed {"user_id":"a"}',
      expect.stringContaining('"name":"offline","user_ids":["x"]'),
    ]);
    expect(webhooks.at(-1)).toEqual({ name: 'member_removed', channel: ROOM, user_id: 'a' });
  });
});

describe('a channel of an app', () => {
  it('is occupied by its first subscriber anywhere, and vacated a while after its last', async () => {
    const { nodes, clock, webhooks } = twoNodes();
    const clients = nodes.map((node) => ({ node, client: node.connect() }));
    for (const { node, client } of clients) node.namespace.join(client, 'room', asAnybody);
    await settled();
    const names = (): string[] =>
      webhooks.map(({ name }) => name).filter((name) => name !== 'subscription_count');
    expect(names()).toEqual(['channel_occupied']);
    for (const { node, client } of clients) node.namespace.leave(client, 'room');
    await settled();
    clock.advance(LEAVE_MS - 1);
    await settled();
    expect(names()).toEqual(['channel_occupied']);
    clock.advance(1);
    await settled();
    expect(names()).toEqual(['channel_occupied', 'channel_vacated']);
  });

  it('tells its subscribers their number: each change up to 100, then one in five seconds', async () => {
    const { nodes, clock } = twoNodes();
    const [one] = nodes;
    const first = one.connect();
    one.namespace.join(first, 'room', asAnybody);
    await settled();
    for (let i = 0; i < 120; i++) {
      one.namespace.join(one.connect(), 'room', asAnybody);
      await settled();
    }
    const counts = (): number[] =>
      first.told.flatMap((text) => /"subscription_count":(\d+)/.exec(text)?.[1] ?? []).map(Number);
    expect(counts()).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
    clock.advance(5_000);
    expect(counts().at(-1)).toBe(121);
  });

  it('is joined as soon as the directory answers again', async () => {
    const { nodes, clock, directory, problems } = twoNodes();
    const [one] = nodes;
    const away = jest.spyOn(directory, 'change').mockRejectedValue(new Error('away'));
    const client = one.connect();
    one.namespace.join(client, ROOM, asMember('a'));
    await settled();
    expect([client.told, problems.length]).toEqual([[], 1]);
    away.mockRestore();
    clock.advance(1_000);
    await settled();
    expect(client.told[0]).toContain('subscription_succeeded');
  });

  it('is registered again in a directory that has lost its data', async () => {
    const { nodes, directory } = twoNodes();
    const [one] = nodes;
    one.namespace.join(one.connect(), ROOM, asMember('a'));
    await settled();
    await directory.forget('1');
    one.namespace.resync();
    await settled();
    expect(await directory.read({ appId: APP.id, channel: ROOM })).toMatchObject({
      subscriptions: 1,
      members: [{ userId: 'a' }],
    });
  });

  it('delivers a client event to all but its sender, on every node', async () => {
    const { nodes } = twoNodes();
    const clients = nodes.map((node) => ({ node, client: node.connect() }));
    for (const { node, client } of clients) node.namespace.join(client, 'private-room', asAnybody);
    await settled();
    for (const { client } of clients) client.told.splice(0);
    const [sender] = clients;
    const event = { kind: 'client-event', event: 'client-x', channel: 'private-room', data: '{}' } as const;
    sender?.node.namespace.publish(sender.client, event, null);
    expect(clients.map(({ client }) => client.told)).toEqual([[], ['client-x [object Object]']]);
  });

  it('is joined once by a client that left and came again before it was in', async () => {
    const { nodes } = twoNodes();
    const [one] = nodes;
    const client = one.connect();
    one.namespace.join(client, ROOM, asMember('a'));
    one.namespace.leave(client, ROOM);
    one.namespace.join(client, ROOM, asMember('a'));
    await settled();
    expect(client.told).toHaveLength(1);
  });

  it('can be left while joining, without a trace', async () => {
    const { nodes, clock, directory } = twoNodes();
    const [one] = nodes;
    const client = one.connect();
    one.namespace.join(client, ROOM, asMember('a'));
    one.namespace.leave(client, ROOM);
    await settled();
    clock.advance(LEAVE_MS);
    await settled();
    expect(client.told).toEqual([]);
    expect(await directory.read({ appId: APP.id, channel: ROOM })).toMatchObject({
      subscriptions: 0,
      members: [],
    });
  });
});
