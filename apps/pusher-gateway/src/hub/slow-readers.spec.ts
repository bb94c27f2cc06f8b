import type { BrokerPosition } from '../broker/channel-broker.ports';
import { ON_ACCOUNT, aNode, aPosition, turn, type FakeSocket } from './hub-node.fixture';

const MAX_BUFFERED = 1024 * 1024;

/** So many assets of the fleet, each position of about 600 bytes. */
function aFleet(assets: number, seq: number): BrokerPosition[] {
  return Array.from({ length: assets }, (_, i) => aPosition(i + 1, seq, 560));
}

/** The sequence numbers that a socket got, by asset, in their order. */
function sequencesOf(socket: FakeSocket): Map<string, number[]> {
  const sequences = new Map<string, number[]>();
  for (const text of socket.data.flat()) {
    if (typeof text !== 'string') continue;
    const [asset = '', seq = ''] = text.split(':');
    sequences.set(asset, [...(sequences.get(asset) ?? []), Number(seq)]);
  }
  return sequences;
}

function expectOnlyForward(socket: FakeSocket): void {
  for (const sequence of sequencesOf(socket).values()) {
    expect(sequence).toEqual([...new Set(sequence)].sort((a, b) => a - b));
  }
}

describe('a reader that falls behind', () => {
  it('leaves the topic at the next sweep, and gets the newest of each asset when it can read again', async () => {
    const node = aNode();
    const { socket: quick } = await node.upToDate();
    const { socket, subscriber } = await node.upToDate();
    node.receive(...aFleet(3, 1));
    socket.bufferedBytes = 100_000;
    node.hub.sweep();
    expect(socket.topics.size).toBe(0);
    for (let seq = 2; seq <= 10; seq++) {
      node.clock.advance(100);
      node.receive(...aFleet(3, seq));
    }
    expect(socket.data).toEqual([['1:1', '2:1', '3:1']]);
    socket.bufferedBytes = 0;
    subscriber.drained();
    expect(socket.data).toEqual([
      ['1:1', '2:1', '3:1'],
      ['1:10', '2:10', '3:10'],
    ]);
    expect(socket.topics.size).toBe(1);
    node.clock.advance(100);
    node.receive(...aFleet(1, 11));
    expect(socket.data.at(-1)).toBe('1:11');
    expect(quick.data).toHaveLength(11);
  });

  it('is served by the sweep where its socket does not report that it was read', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    node.receive(aPosition(1, 1));
    socket.bufferedBytes = 100_000;
    node.hub.sweep();
    node.clock.advance(100);
    node.receive(aPosition(1, 2));
    socket.bufferedBytes = 0;
    node.hub.sweep();
    expect(socket.data).toEqual(['1:1', '1:2']);
    expect(socket.topics.size).toBe(1);
  });

  it('gets other events at once', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    node.receive(aPosition(1, 1));
    socket.bufferedBytes = 100_000;
    node.hub.sweep();
    node.clock.advance(100);
    node.receive(aPosition(1, 2));
    node.event('a');
    expect(socket.data).toEqual(['1:1', { id: 'a' }]);
  });

  it('is counted once, as long as it is behind', async () => {
    const node = aNode();
    const { socket, subscriber } = await node.upToDate();
    node.receive(aPosition(1, 1));
    socket.bufferedBytes = 100_000;
    for (let sweeps = 0; sweeps < 3; sweeps++) node.hub.sweep();
    expect(node.slow).toEqual({ now: 1, times: 1 });
    socket.bufferedBytes = 0;
    subscriber.drained();
    expect(node.slow).toEqual({ now: 0, times: 1 });
    socket.bufferedBytes = 100_000;
    node.clock.advance(100);
    node.receive(aPosition(1, 2));
    for (let sweeps = 0; sweeps < 3; sweeps++) node.hub.sweep();
    node.hub.leaveAll(subscriber);
    expect(node.slow).toEqual({ now: 0, times: 2 });
  });

  it.each([1, 40])('of %i channels never has 1 MB waiting, though nobody sweeps', async (channels) => {
    const node = aNode();
    const { socket, subscriber } = await node.upToDate();
    for (let assetId = 1; assetId < channels; assetId++) {
      node.hub.join(subscriber, { ...ON_ACCOUNT, channel: { kind: 'asset', assetId } });
    }
    await turn();
    expect(socket.topics.size).toBe(channels);
    socket.isSlow = true;
    for (let seq = 1; seq <= 100; seq++) {
      node.receive(...Array.from({ length: 200 }, (_, i) => aPosition(i + 1, seq, 600)));
      node.clock.advance(100);
    }
    expect(socket.topics.size).toBe(0);
    expect(socket.mostBuffered).toBeGreaterThan(64 * 1024);
    expect(socket.mostBuffered).toBeLessThan(MAX_BUFFERED);
  });

  it('never goes back and receives nothing twice, whenever it stops and reads on', async () => {
    const node = aNode();
    const { socket, subscriber } = await node.upToDate();
    let random = 7;
    const chance = (percent: number): boolean => {
      random = (random * 16_807) % 2_147_483_647;
      return random % 100 < percent;
    };
    socket.isSlow = true;
    for (let seq = 1; seq <= 1_000; seq++) {
      node.receive(...aFleet(30, seq).filter(() => chance(60)));
      node.clock.advance(chance(50) ? 30 : 100);
      if (chance(20)) node.hub.sweep();
      if (chance(15)) {
        socket.bufferedBytes = 0;
        subscriber.drained();
      }
    }
    expect(node.slow.times).toBeGreaterThan(5);
    node.clock.advance(1_000);
    node.receive(...aFleet(30, 1_001));
    for (let i = 0; i < 5; i++) {
      socket.bufferedBytes = 0;
      node.hub.sweep();
      node.clock.advance(100);
    }
    expectOnlyForward(socket);
    expect([...sequencesOf(socket).values()].map((sequence) => sequence.at(-1))).toEqual(
      Array.from({ length: 30 }, () => 1_001),
    );
    expect(socket.mostBuffered).toBeLessThan(MAX_BUFFERED);
  });

  it('that is fast again stays on its topic, however much comes', async () => {
    const node = aNode();
    const { socket } = await node.upToDate();
    for (let seq = 1; seq <= 100; seq++) {
      node.receive(...aFleet(200, seq));
      node.clock.advance(100);
      if (seq % 3 === 0) node.hub.sweep();
    }
    expect(socket.topics.size).toBe(1);
    expect(sequencesOf(socket).get('1')).toHaveLength(100);
    expect(node.slow.times).toBe(0);
  });
});
