import type { GroupState } from '@yipii/live';
import { EVENT_KINDS, type EventKind } from '@yipii/protocol';
import { ACCOUNT_ID, aNode, aPosition, turn, type FakeSocket } from './hub-node.fixture';

const GROUP = 31;
const CHANNEL = { kind: 'group', groupId: GROUP } as const;

type HubNode = ReturnType<typeof aNode>;

function groupOf(version: number, assetIds: readonly number[], isDeleted = false): GroupState {
  return { groupId: GROUP, accountId: ACCOUNT_ID, version, assetIds, isDeleted };
}

/** A node with a group that holds asset 1, and a subscriber of its channel. */
async function aGroup(kinds: readonly EventKind[] = EVENT_KINDS) {
  const node = aNode();
  await node.groupMembers.put(groupOf(1, [1]));
  await node.positions.put(ACCOUNT_ID, [aPosition(1, 5), aPosition(2, 5)]);
  const { socket, subscriber } = node.subscriber();
  node.hub.join(subscriber, { channel: CHANNEL, accountId: ACCOUNT_ID, kinds });
  await turn();
  return { node, socket, subscriber };
}

function changed(node: HubNode, version: number): void {
  node.hub.registryChanged({ kind: 'asset_group', id: GROUP, version });
}

/** Lets pending reads and frames go on for some time. */
async function pass(node: HubNode, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    node.clock.advance(50);
    await turn();
  }
}

async function replaced(node: HubNode, version: number, assetIds: readonly number[]): Promise<void> {
  await node.groupMembers.put(groupOf(version, assetIds));
  changed(node, version);
  await pass(node, 200);
}

const eventsOf = ({ sent }: FakeSocket): string[] => sent.map(({ event }) => event);

describe('the channel of a group', () => {
  it('delivers the last positions and the events of its assets, and nothing of others', async () => {
    const { node, socket } = await aGroup();
    expect([socket.subscribed, socket.data]).toEqual([['private-group.31'], ['1:5']]);
    node.receive(aPosition(2, 6), aPosition(1, 6), aPosition(3, 1));
    node.event('e1');
    expect(socket.data).toEqual(['1:5', '1:6', { id: 'e1' }]);
  });

  it('sends at most ten location frames a second', async () => {
    const { node, socket } = await aGroup();
    for (let seq = 6; seq < 106; seq++) {
      node.receive(aPosition(1, seq));
      node.clock.advance(10);
    }
    node.clock.advance(200);
    expect(socket.data.length).toBeLessThanOrEqual(1 + 11);
    expect(socket.data.at(-1)).toBe('1:105');
  });

  it('brings an asset that is added, with its last position and its events from then on', async () => {
    const { node, socket } = await aGroup();
    await replaced(node, 2, [1, 2]);
    expect(socket.data).toEqual(['1:5', '2:5']);
    node.receive(aPosition(2, 6));
    expect(socket.data.at(-1)).toBe('2:6');
  });

  it('brings nothing of an asset that was removed', async () => {
    const { node, socket } = await aGroup();
    await replaced(node, 2, [2]);
    const before = socket.sent.length;
    node.receive(aPosition(1, 6));
    node.event('e1');
    await pass(node, 200);
    expect(socket.sent.slice(before)).toEqual([]);
  });

  it('follows a change that is announced before it is stored, and no older one', async () => {
    const { node, socket } = await aGroup();
    changed(node, 3);
    await pass(node, 500);
    await node.groupMembers.put(groupOf(3, [1, 2]));
    await pass(node, 100);
    expect(socket.data).toEqual(['1:5', '2:5']);
    changed(node, 2);
    await pass(node, 200);
    expect(node.hub.group(GROUP)?.version).toBe(3);
  });

  it('tells of its members before an event of a new one is delivered', async () => {
    const { node } = await aGroup();
    await replaced(node, 2, [1, 2]);
    expect(node.known.map(({ version }) => version)).toEqual([1, 2]);
    await replaced(node, 3, []);
    expect(node.known.at(-1)).toEqual(groupOf(3, []));
  });

  it.each<[readonly EventKind[], readonly string[]]>([
    [['positions'], ['.location.updated', '.location.updated', '.status.changed']],
    [['alerts'], ['.alert.triggered']],
  ])('delivers to a subscription to %j only those', async (kinds, events) => {
    const { node, socket } = await aGroup(kinds);
    node.receive(aPosition(1, 6));
    node.event('e1');
    node.event('e2', '.alert.triggered');
    await replaced(node, 2, [1]);
    expect(eventsOf(socket)).toEqual(events);
  });

  it('is not followed any more without subscribers', async () => {
    const { node, subscriber } = await aGroup();
    node.hub.leave(subscriber, 'private-group.31');
    await replaced(node, 2, [1, 2]);
    expect([node.hub.group(GROUP), node.known.length, node.broker.watched]).toEqual([null, 1, []]);
  });

  it('reads its members again while they can not be read', async () => {
    const node = aNode();
    const { socket, subscriber } = node.subscriber();
    const away = jest.spyOn(node.groupMembers, 'of').mockRejectedValue(new Error('away'));
    node.hub.join(subscriber, { channel: CHANNEL, accountId: ACCOUNT_ID, kinds: ['positions'] });
    await pass(node, 200);
    expect([socket.subscribed, node.problems.length > 0]).toEqual([[], true]);
    away.mockRestore();
    await node.groupMembers.put(groupOf(1, [1]));
    await pass(node, 200);
    expect(socket.subscribed).toEqual(['private-group.31']);
  });
});
