import { eventually } from '@yipii/testing';
import type { LinkStatus } from '@yipii/domain';
import { FakeSocket, aNode } from './hub-node.fixture';
import { Subscriber, type NameStyle } from './subscriber';

const LINK = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const CHANNEL = `private-tracking.${LINK}`;
const AT = '2026-01-01T00:00:00.000Z';

type HubNode = ReturnType<typeof aNode>;

function aPosition(seq: number, madeAt = Date.parse(AT)) {
  return {
    seq,
    madeAt,
    json: JSON.stringify({ lat: 54.5, lng: 25.5, moving: true, display_name: `at ${seq}` }),
  };
}

const receive = (node: HubNode, seq: number, madeAt?: number): void =>
  node.hub.receive({ kind: 'link-position', linkUuid: LINK, position: aPosition(seq, madeAt) });

const putLink = (node: HubNode, status: LinkStatus): Promise<void> =>
  node.linkAccess.putLink(LINK, { status, expiresAt: null, nextChangeAt: null, maxViewers: null });

/** A socket of a viewer, with the texts as they go out. */
class ViewerSocket extends FakeSocket {
  readonly frames: { event: string; channel: string; data: string }[] = [];
  override send(text: string): void {
    this.frames.push(JSON.parse(text) as ViewerSocket['frames'][number]);
  }
  get told(): string[] {
    return this.frames.map(({ event, data }) => {
      const { display_name: name } = JSON.parse(data) as { display_name?: string };
      return [event, name].join(' ').trim();
    });
  }
}

async function aViewer(node: HubNode, style: NameStyle = 'dotted') {
  const socket = new ViewerSocket();
  node.sockets.push(socket);
  const subscriber = new Subscriber(socket, style);
  node.hub.joinLink(subscriber, LINK);
  await eventually(() => expect(socket.topics.size).toBe(1));
  return { socket, subscriber };
}

describe('the channel of a tracking link', () => {
  it('delivers the last public position, then each newer one, in its public form alone', async () => {
    const node = aNode();
    await putLink(node, 'active');
    await node.linkPositions.put(LINK, aPosition(5));
    const { socket } = await aViewer(node);
    for (const seq of [4, 5, 6, 6]) {
      receive(node, seq);
      node.clock.advance(100);
    }
    expect(socket.frames).toEqual([
      { event: 'pusher_internal:subscription_succeeded', channel: CHANNEL, data: '{}' },
      { event: '.location.updated', channel: CHANNEL, data: aPosition(5).json },
      { event: '.location.updated', channel: CHANNEL, data: aPosition(6).json },
    ]);
    expect(node.broker.watched).toEqual([`link:${LINK}`]);
  });

  it('sends at most 10 location frames a second', async () => {
    const node = aNode();
    const { socket } = await aViewer(node);
    for (let seq = 1; seq < 1_000; seq++) {
      receive(node, seq);
      node.clock.advance(1);
    }
    expect(socket.frames).toHaveLength(1 + 10);
  });

  it.each(['not_yet_visible', 'outside_schedule'] as const)(
    'shows a viewer of a link that is %s nothing of before',
    async (status) => {
      const node = aNode();
      await putLink(node, status);
      await node.linkPositions.put(LINK, aPosition(5));
      const { socket } = await aViewer(node);
      // Repeated by a fan-in, for instance.
      receive(node, 5);
      node.clock.advance(100);
      expect(socket.told).toEqual(['pusher_internal:subscription_succeeded']);
      receive(node, 6);
      expect(socket.told.at(-1)).toBe('.location.updated at 6');
    },
  );

  it('announces the schedule and another vehicle, each change once, in both name styles', async () => {
    const node = aNode();
    const { socket } = await aViewer(node);
    const { socket: plain } = await aViewer(node, 'plain');
    const schedule = {
      id: 's',
      linkUuid: LINK,
      change: 'schedule',
      active: false,
      next_change_at: null,
      assetId: 1042,
    } as const;
    const vehicle = { id: 'v', linkUuid: LINK, change: 'vehicle', display_name: 'Van', at: AT } as const;
    for (const change of [schedule, vehicle, schedule, vehicle]) node.hub.linkChanged(change);
    node.hub.linkChanged({ ...vehicle, id: 'w', linkUuid: 'another' });
    expect(socket.frames.slice(1)).toEqual([
      { event: '.schedule.changed', channel: CHANNEL, data: '{"active":false,"next_change_at":null}' },
      { event: '.vehicle.changed', channel: CHANNEL, data: JSON.stringify({ display_name: 'Van', at: AT }) },
    ]);
    expect(plain.frames.slice(1).map(({ event }) => event)).toEqual(['schedule.changed', 'vehicle.changed']);
  });

  it.each([
    ['was faster than the news of it', { firstSeq: 2 }, -1, true],
    ['comes later', { firstSeq: 3 }, -1, false],
    ['was faster than the news of it from an older version', {}, 1, true],
    ['comes later than the news of it from an older version', {}, -1, false],
  ])(
    'brings the position of another vehicle after the news, where it %s',
    async (_, from, ahead, isAgain) => {
      const node = aNode();
      const { socket } = await aViewer(node);
      receive(node, 2, Date.parse(AT) + ahead);
      const news = { id: 'v', linkUuid: LINK, change: 'vehicle', display_name: 'Van', at: AT } as const;
      node.hub.linkChanged({ ...news, ...from });
      const position = '.location.updated at 2';
      expect(socket.told.slice(1)).toEqual([
        position,
        '.vehicle.changed Van',
        ...(isAgain ? [position] : []),
      ]);
    },
  );

  it('brings it once where it still waits for the next frame when the news comes', async () => {
    const node = aNode();
    const { socket } = await aViewer(node);
    for (const seq of [1, 2]) receive(node, seq);
    const news = { id: 'v', linkUuid: LINK, change: 'vehicle', display_name: 'Van', at: AT } as const;
    node.hub.linkChanged({ ...news, firstSeq: 2 });
    node.clock.advance(100);
    expect(socket.told.slice(1)).toEqual([
      '.location.updated at 1',
      '.vehicle.changed Van',
      '.location.updated at 2',
    ]);
  });

  it('shows nothing of the former vehicle after the news of another, neither what waits nor what comes late', async () => {
    const node = aNode();
    const { socket } = await aViewer(node);
    const { socket: slow } = await aViewer(node);
    receive(node, 1);
    slow.bufferedBytes = 100_000;
    node.hub.sweep();
    node.clock.advance(100);
    for (const seq of [2, 3]) receive(node, seq);
    const news = { id: 'v', linkUuid: LINK, change: 'vehicle', display_name: 'Van', at: AT } as const;
    node.hub.linkChanged({ ...news, firstSeq: 10 });
    receive(node, 4);
    node.clock.advance(100);
    slow.bufferedBytes = 0;
    node.hub.sweep();
    receive(node, 10);
    node.clock.advance(100);
    const shown = ['.vehicle.changed Van', '.location.updated at 10'];
    expect(socket.told.slice(1)).toEqual(['.location.updated at 1', '.location.updated at 2', ...shown]);
    expect(slow.told.slice(1)).toEqual(['.location.updated at 1', ...shown]);
  });
});
