import { Viewers } from './link-viewers';
import { FakeClient, settled, twoNodes } from './namespace-nodes.fixture';

const LINK = 'private-tracking.1';
const REFUSED = `refused ${LINK} VIEWER_LIMIT`;

function aGateway() {
  const { directory, clock, nodes, problems } = twoNodes();
  const failed = (error: unknown): unknown => problems.push(error);
  const viewersOf = (node: string): Viewers =>
    new Viewers({ node, directory, after: (delayMs, run) => clock.after(delayMs, run), failed });
  const [one, two] = [viewersOf('1'), viewersOf('2')];
  const come = (viewers: Viewers, maxViewers: number | null): FakeClient => {
    const client = new FakeClient('1.2');
    viewers.come(client, LINK, maxViewers, () => client.told.push('in'));
    return client;
  };
  const total = async (): Promise<number> =>
    (await directory.read({ appId: '#links', channel: LINK })).subscriptions;
  return { directory, clock, leases: nodes.map(({ lease }) => lease), one, two, come, total };
}

describe('viewers of a link', () => {
  it('are admitted up to its limit, over all nodes, whoever comes first', async () => {
    const { one, two, come, total } = aGateway();
    const clients = [come(one, 3), come(two, 3), come(one, 3), come(two, 3), come(one, 3)];
    await settled();
    const told = clients.flatMap((client) => client.told);
    expect(told.filter((text) => text === 'in')).toHaveLength(3);
    expect(told.filter((text) => text === REFUSED)).toHaveLength(2);
    expect(await total()).toBe(3);
  });

  it('free their places when they leave', async () => {
    const { one, two, come, total } = aGateway();
    const first = come(one, 1);
    await settled();
    expect([first.told, await total()]).toEqual([['in'], 1]);
    const second = come(two, 1);
    await settled();
    expect(second.told).toEqual([REFUSED]);
    one.goFromAll(first);
    await settled();
    expect(await total()).toBe(0);
    const third = come(two, 1);
    await settled();
    expect(third.told).toEqual(['in']);
  });

  it('who leave before they are counted are not admitted', async () => {
    const { one, come, total } = aGateway();
    const client = come(one, 1);
    one.go(client, LINK);
    await settled();
    expect([client.told, await total()]).toEqual([[], 0]);
  });

  it('are admitted at once where there is no limit, and count all the same', async () => {
    const { one, two, come, total } = aGateway();
    expect(come(one, null).told).toEqual(['in']);
    await settled();
    const limited = come(two, 1);
    await settled();
    expect([limited.told, await total()]).toEqual([[REFUSED], 1]);
  });

  it('of a dead node free their places when its lease ends', async () => {
    const { clock, leases, one, two, come } = aGateway();
    for (const lease of leases) await lease.run();
    come(one, 1);
    await settled();
    clock.advance(10_001);
    await leases[1]?.run();
    const client = come(two, 1);
    await settled();
    expect(client.told).toEqual(['in']);
  });

  it('wait while the directory is away, and are told of again when it has lost its memory', async () => {
    const { clock, directory, one, come, total } = aGateway();
    const away = jest.spyOn(directory, 'change').mockRejectedValueOnce(new Error('away'));
    const client = come(one, 1);
    await settled();
    expect(client.told).toEqual([]);
    clock.advance(100);
    await settled();
    expect(client.told).toEqual(['in']);
    away.mockRestore();
    await directory.change('1', { appId: '#links', channel: LINK }, { subscriptions: null });
    one.resync();
    await settled();
    expect(await total()).toBe(1);
  });
});
