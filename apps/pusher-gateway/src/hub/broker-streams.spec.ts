import { eventually } from '@yipii/testing';
import { ACCOUNT_ID, ON_ACCOUNT, aNode, aPosition, turn } from './hub-node.fixture';

const ASSET = { kind: 'asset', assetId: 1 } as const;

describe('the broker streams of the hub', () => {
  it('are watched as long as one of their channels has a subscriber', async () => {
    const node = aNode();
    const [one, other] = [node.subscriber(), node.subscriber()];
    node.hub.join(one.subscriber, ON_ACCOUNT);
    node.hub.join(one.subscriber, { ...ON_ACCOUNT, channel: ASSET });
    node.hub.join(other.subscriber, ON_ACCOUNT);
    expect(node.broker.watched).toEqual(['fleet:7', 'fleet:7']);
    await turn();
    node.hub.leaveAll(one.subscriber);
    expect(node.broker.watched).toEqual(['fleet:7']);
    node.hub.leaveAll(other.subscriber);
    expect(node.broker.watched).toEqual([]);
  });

  it('make a subscriber wait until the node watches them, so that it misses nothing', async () => {
    const node = aNode();
    node.broker.isAway = true;
    const { socket, subscriber } = node.subscriber();
    node.hub.join(subscriber, ON_ACCOUNT);
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 5)]);
    await turn();
    expect([socket.subscribed, socket.sent]).toEqual([[], []]);
    node.broker.isBack();
    // What is published from here on arrives, older than the snapshot or not.
    node.receive(aPosition(1, 4), aPosition(2, 1));
    await turn();
    node.event('a');
    await eventually(() => expect(socket.topics.size).toBe(1));
    node.clock.advance(1_000);
    expect(socket.subscribed).toEqual(['private-account.acme']);
    expect(socket.data.flat()).toEqual(expect.arrayContaining(['1:5', { id: 'a' }]));
    expect(socket.data.flat()).not.toContain('1:4');
  });

  it('forget a subscriber that leaves before that', async () => {
    const node = aNode();
    node.broker.isAway = true;
    const { socket, subscriber } = node.subscriber();
    node.hub.join(subscriber, ON_ACCOUNT);
    node.hub.leaveAll(subscriber);
    node.broker.isBack();
    await turn();
    expect([socket.subscribed, node.broker.watched]).toEqual([[], []]);
    node.hub.join(subscriber, ON_ACCOUNT);
    await eventually(() => expect(socket.subscribed).toHaveLength(1));
  });
});
