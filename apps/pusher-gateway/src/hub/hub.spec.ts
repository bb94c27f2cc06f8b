import { eventually } from '@yipii/testing';
import type { BrokerPosition } from '../broker/channel-broker.ports';
import { ACCOUNT_ID, ON_ACCOUNT, aNode, aPosition, turn } from './hub-node.fixture';

describe('coalescing', () => {
  it('sends the first position at once and those that follow within 100 ms together, the newest of each asset', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    node.receive(aPosition(1, 1));
    expect(socket.sent).toEqual([
      { event: '.location.updated', channel: 'private-account.acme', data: '1:1' },
    ]);
    node.receive(aPosition(1, 2));
    node.clock.advance(50);
    node.receive(aPosition(2, 1), aPosition(1, 3));
    node.clock.advance(49);
    expect(socket.sent).toHaveLength(1);
    node.clock.advance(1);
    expect(socket.data).toEqual(['1:1', ['1:3', '2:1']]);
    node.clock.advance(1_000);
    node.receive(aPosition(1, 4));
    expect(socket.data.at(-1)).toBe('1:4');
  });

  it('sends at most 10 location frames in any second', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    for (let seq = 1; seq <= 3_000; seq++) {
      node.receive(aPosition(1, seq));
      node.clock.advance(1);
    }
    const frames = node.publishedAt;
    const inASecond = frames.map((at) => frames.filter((other) => other >= at && other < at + 1_000).length);
    expect(Math.max(...inASecond)).toBe(10);
    expect(socket.data.at(-1)).toBe('1:3000');
  });

  it('never goes back, and sends nothing twice', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    for (const seq of [5, 4, 5, 6, 3]) {
      node.receive(aPosition(1, seq));
      node.clock.advance(100);
    }
    expect(socket.data).toEqual(['1:5', '1:6']);
  });

  it('puts at most 200 positions and 128 KB into a frame; the rest waits for the next', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    node.receive(...Array.from({ length: 450 }, (_, i) => aPosition(i + 1, 1)));
    node.receive(aPosition(450, 2));
    node.clock.advance(1_000);
    expect(socket.data.map((data) => (data as string[]).length)).toEqual([200, 200, 50]);
    expect(socket.data.flat()).toContain('450:2');
    node.receive(...Array.from({ length: 10 }, (_, i) => aPosition(i + 1, 2, 30_000)));
    node.clock.advance(1_000);
    expect(socket.data.slice(3).map((data) => (data as string[]).length)).toEqual([4, 4, 2]);
    expect(Math.max(...socket.bytes)).toBeLessThanOrEqual(128 * 1024);
  });

  it('does not delay other events, and sends each of them once', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    node.receive(aPosition(1, 1));
    node.receive(aPosition(1, 2));
    for (const id of ['a', 'b', 'a']) node.event(id);
    expect(socket.data).toEqual(['1:1', { id: 'a' }, { id: 'b' }]);
  });

  it('serves the channel of the account and of the asset, and both name styles', async () => {
    const node = aNode();
    const { socket: account } = await node.upToDate();
    const { socket: plain } = await node.upToDate('plain');
    const { socket: asset, subscriber } = node.subscriber();
    node.hub.join(subscriber, { ...ON_ACCOUNT, channel: { kind: 'asset', assetId: 2 } });
    await turn();
    node.receive(aPosition(1, 1), aPosition(2, 1));
    expect(account.sent.map(({ event }) => event)).toEqual(['.location.updated']);
    expect(plain.sent.map(({ event }) => event)).toEqual(['location.updated']);
    expect(asset.sent).toEqual([{ event: '.location.updated', channel: 'private-asset.2', data: '2:1' }]);
  });
});

describe('a new subscriber', () => {
  it('gets the last known positions, in chunks of at most 200', async () => {
    const node = aNode();
    await node.positions.put(
      ACCOUNT_ID,
      Array.from({ length: 450 }, (_, i) => aPosition(i + 1, 3)),
    );
    const { socket } = await node.upToDate();
    expect(socket.data.map((data) => (data as string[]).length)).toEqual([200, 200, 50]);
    expect(new Set(socket.data.flat()).size).toBe(450);
  });

  it('of an asset gets its last position as an object', async () => {
    const node = aNode();
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 8), aPosition(2, 9)]);
    const { socket, subscriber } = node.subscriber();
    node.hub.join(subscriber, { ...ON_ACCOUNT, channel: { kind: 'asset', assetId: 2 } });
    await eventually(() => expect(socket.data).toEqual(['2:9']));
  });

  it('receives nothing older, and nothing twice, of what arrives while the snapshot is read', async () => {
    const node = aNode();
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 5), aPosition(2, 5), aPosition(3, 5)]);
    const { socket, subscriber } = node.subscriber();
    const letRead = node.holdSnapshots();
    node.hub.join(subscriber, ON_ACCOUNT);
    await turn();
    node.receive(aPosition(1, 6), aPosition(2, 4));
    letRead();
    await eventually(() => expect(socket.topics.size).toBe(1));
    node.receive(aPosition(1, 5), aPosition(2, 5), aPosition(3, 6));
    node.clock.advance(1_000);
    const ofAsset = (id: number): unknown[] =>
      socket.data.flat().filter((p) => String(p).startsWith(`${id}:`));
    expect([ofAsset(1), ofAsset(3)]).toEqual([['1:6'], ['3:5', '3:6']]);
    expect(ofAsset(2).at(-1)).toBe('2:5');
  });

  it('does not receive again what its snapshot contained', async () => {
    const node = aNode();
    const { socket: other } = await node.upToDate();
    node.receive(aPosition(1, 1));
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 3)]);
    node.receive(aPosition(1, 2));
    const { socket, subscriber } = node.subscriber();
    node.hub.join(subscriber, ON_ACCOUNT);
    await eventually(() => expect(socket.data).toEqual(['1:3']));
    // On its way while the snapshot was read: both have something newer by now.
    node.receive(aPosition(1, 3));
    node.clock.advance(1_000);
    await turn();
    node.receive(aPosition(1, 4));
    node.clock.advance(1_000);
    expect(socket.data).toEqual(['1:3', '1:4']);
    expect(other.data).toEqual(['1:1', '1:3', '1:4']);
  });

  it('receives other events while its snapshot is sent', async () => {
    const node = aNode();
    const { socket, subscriber } = node.subscriber();
    const letRead = node.holdSnapshots();
    node.hub.join(subscriber, ON_ACCOUNT);
    await turn();
    node.event('a');
    letRead();
    await eventually(() => expect(socket.topics.size).toBe(1));
    node.event('b');
    expect(socket.data).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('that reads slowly is sent no more than it reads, and the newest when it can read', async () => {
    const node = aNode();
    const fleet = (seq: number): BrokerPosition[] =>
      Array.from({ length: 2_000 }, (_, i) => aPosition(i + 1, seq, 500));
    await node.positions.put(ACCOUNT_ID, fleet(1));
    const { socket: quick } = await node.upToDate();
    const { socket, subscriber } = node.subscriber();
    socket.isSlow = true;
    node.hub.join(subscriber, ON_ACCOUNT);
    await eventually(() => expect(socket.sent.length).toBeGreaterThan(0));
    await node.positions.put(ACCOUNT_ID, fleet(2));
    node.receive(...fleet(2));
    node.clock.advance(10_000);
    await turn();
    expect(socket.sent.length).toBeLessThan(3);
    expect(quick.data.flat()).toHaveLength(4_000);
    for (let i = 0; i < 40; i++) {
      socket.bufferedBytes = 0;
      subscriber.drained();
      await turn();
    }
    expect(socket.topics.size).toBe(1);
    const sequences = new Map<string, number>();
    for (const text of socket.data.flat() as string[]) {
      const [asset = '', seq = ''] = text.split(':');
      expect(Number(seq)).toBeGreaterThan(sequences.get(asset) ?? 0);
      sequences.set(asset, Number(seq));
    }
    expect([...sequences.values()].every((seq) => seq === 2)).toBe(true);
    expect(sequences.size).toBe(2_000);
  });

  it('that leaves during its snapshot receives nothing more', async () => {
    const node = aNode();
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 1)]);
    const { socket, subscriber } = node.subscriber();
    node.hub.join(subscriber, ON_ACCOUNT);
    node.hub.leaveAll(subscriber);
    await turn();
    const { socket: joined, subscriber: other } = await node.upToDate();
    node.hub.leaveAll(other);
    node.receive(aPosition(1, 2));
    expect(socket.sent).toEqual([]);
    expect(joined.data).toEqual(['1:1']);
  });

  it('gets its snapshot later if it can’t be read now', async () => {
    const node = aNode();
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 1)]);
    const read = jest.spyOn(node.positions, 'ofAccount').mockImplementationOnce(() => {
      throw new Error('away');
    });
    const { socket, subscriber } = node.subscriber();
    node.hub.join(subscriber, ON_ACCOUNT);
    await turn();
    node.clock.advance(1_000);
    await eventually(() => expect(socket.data).toEqual(['1:1']));
    expect([read.mock.calls.length, node.problems.length]).toEqual([2, 1]);
  });
});

describe('after an outage of the broker', () => {
  it('channels receive what they missed, once', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    node.receive(aPosition(1, 1));
    await node.positions.put(ACCOUNT_ID, [aPosition(1, 4), aPosition(2, 2)]);
    node.hub.catchUp();
    await turn();
    node.clock.advance(1_000);
    node.receive(aPosition(1, 4));
    node.clock.advance(1_000);
    expect(socket.data).toEqual(['1:1', ['1:4', '2:2']]);
  });
});
