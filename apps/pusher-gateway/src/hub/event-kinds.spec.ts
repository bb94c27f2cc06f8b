import { EVENT_KINDS, type EventKind, type FleetChannel } from '@yipii/protocol';
import { ACCOUNT, ACCOUNT_ID, FakeSocket, aNode, aPosition, turn } from './hub-node.fixture';
import { Subscriber } from './subscriber';

const ASSET = { kind: 'asset', assetId: 1 } as const;
const POSITION_EVENTS = ['.location.updated', '.status.changed'];
const ALERT_EVENTS = ['.alert.triggered', '.alert.cleared', '.alert.acknowledged'];

type HubNode = ReturnType<typeof aNode>;

function subscribe(node: HubNode, kinds: readonly EventKind[], channel: FleetChannel = ACCOUNT): FakeSocket {
  const { socket, subscriber } = node.subscriber();
  node.hub.join(subscriber, { channel, accountId: ACCOUNT_ID, kinds });
  return socket;
}

const eventsOf = ({ sent }: FakeSocket): string[] => sent.map(({ event }) => event);

/** One event of every name, and one position. */
function publishEverything(node: HubNode, round: string): void {
  for (const name of [...POSITION_EVENTS.slice(1), ...ALERT_EVENTS]) node.event(`${round} ${name}`, name);
  node.receive(aPosition(1, node.clock.now() + 1));
  node.clock.advance(1_000);
}

describe.each([ACCOUNT, ASSET])('a subscription to the channel of an $kind', (channel) => {
  it.each<[readonly EventKind[], readonly string[]]>([
    [['positions'], POSITION_EVENTS],
    [['alerts'], ALERT_EVENTS],
    [EVENT_KINDS, [...POSITION_EVENTS, ...ALERT_EVENTS]],
    [[], []],
  ])('of %j delivers the events of its kinds and no other', async (kinds, events) => {
    const node = aNode();
    const socket = subscribe(node, kinds, channel);
    const all = subscribe(node, EVENT_KINDS, channel);
    await turn();
    publishEverything(node, 'first');
    expect(new Set(eventsOf(socket))).toEqual(new Set(events));
    expect(eventsOf(all)).toHaveLength(POSITION_EVENTS.length + ALERT_EVENTS.length);
  });

  it.each<[readonly EventKind[], unknown[]]>([
    [['positions'], ['1:5']],
    [['alerts'], []],
    [EVENT_KINDS, ['1:5']],
  ])('of %j gets the snapshot if positions are among them', async (kinds, data) => {
    const node = aNode();
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 5)]);
    const socket = subscribe(node, kinds, channel);
    await turn();
    expect(socket.subscribed).toHaveLength(1);
    expect(socket.data).toEqual(data);
  });

  it('of alerts receives no position that was missed during an outage of the broker', async () => {
    const node = aNode();
    const socket = subscribe(node, ['alerts'], channel);
    const positions = subscribe(node, ['positions'], channel);
    await turn();
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 5)]);
    node.hub.catchUp();
    await turn();
    node.clock.advance(1_000);
    expect([socket.data, positions.data]).toEqual([[], ['1:5']]);
  });
});

describe('event kinds', () => {
  it('follow the subscription when a connection subscribes again', async () => {
    const node = aNode();
    const { socket, subscriber } = node.subscriber();
    for (const [kind, name] of [
      ['positions', '.status.changed'],
      ['alerts', '.alert.triggered'],
    ] as const) {
      node.hub.join(subscriber, { channel: ACCOUNT, accountId: ACCOUNT_ID, kinds: [kind] });
      await turn();
      publishEverything(node, kind);
      expect(eventsOf(socket)).toContain(name);
      node.hub.leave(subscriber, 'private-account.acme');
      publishEverything(node, `after ${kind}`);
    }
    expect(eventsOf(socket).filter((event) => event === '.status.changed')).toHaveLength(1);
    expect(eventsOf(socket).filter((event) => event === '.alert.triggered')).toHaveLength(1);
    expect(socket.topics.size).toBe(0);
  });

  it('keep the name style of the connection', async () => {
    const node = aNode();
    const { socket, subscriber } = node.subscriber('plain');
    node.hub.join(subscriber, { channel: ACCOUNT, accountId: ACCOUNT_ID, kinds: ['alerts'] });
    await turn();
    node.event('a', '.alert.triggered');
    expect(eventsOf(socket)).toEqual(['alert.triggered']);
  });

  it.each(['.other.happened', '.alert.', '.alert.x.y', 'alert.triggered', ''])(
    'do not include %j, which no subscriber receives',
    async (name) => {
      const node = aNode();
      const socket = subscribe(node, EVENT_KINDS);
      await turn();
      node.event('a', name);
      expect(socket.sent).toEqual([]);
    },
  );

  it('of a subscriber that waits for the broker are those of its latest subscription', async () => {
    const node = aNode();
    node.broker.isAway = true;
    const socket = new FakeSocket();
    node.sockets.push(socket);
    const subscriber = new Subscriber(socket, 'dotted');
    node.hub.join(subscriber, { channel: ACCOUNT, accountId: ACCOUNT_ID, kinds: ['positions'] });
    node.hub.leave(subscriber, 'private-account.acme');
    node.hub.join(subscriber, { channel: ACCOUNT, accountId: ACCOUNT_ID, kinds: ['alerts'] });
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 5)]);
    node.broker.isBack();
    await turn();
    publishEverything(node, 'back');
    expect(new Set(eventsOf(socket))).toEqual(new Set(ALERT_EVENTS));
  });
});
