import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Health, Lifecycle, RedisConnections } from '@yipii/platform';
import { eventually, startPrivateServer, type Server } from '@yipii/testing';
import { fleetLane, type EventMessage } from './channel-broker.ports';
import { RedisChannelBroker } from './channel-broker.redis';

describe('the channel broker on Redis', () => {
  const [health, lifecycle] = [new Health(), new Lifecycle()];
  let server: Server;

  beforeAll(async () => {
    server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
  });
  afterAll(async () => {
    await lifecycle.stop();
    await server.stop();
  });

  async function aNode(name: string) {
    const redis = new RedisConnections(server, health, lifecycle);
    const broker = new RedisChannelBroker(redis.open(`${name} publisher`), () =>
      redis.open(`${name} subscriber`),
    );
    const got: string[] = [];
    const gaps = { count: 0 };
    broker.listen({
      received: (message) => got.push(message.kind === 'event' ? message.id : ''),
      missed: () => gaps.count++,
    });
    const probe = `${name} is there`;
    await eventually(async () => {
      await broker.publish(fleetLane(7), [anEvent(probe)]);
      expect(got).toContain(probe);
    });
    return { broker, gaps, ids: () => got.filter((id) => /^\d+$/.test(id)) };
  }

  function anEvent(id: string): EventMessage {
    return {
      kind: 'event',
      id,
      accountKey: 'acme',
      assetId: 1,
      event: '.status.changed',
      data: '{"a":"“ü”"}',
    };
  }

  it('brings what one node publishes to all nodes, in order', async () => {
    const [one, other] = [await aNode('one'), await aNode('other')];
    const ids = Array.from({ length: 200 }, (_, i) => String(i));
    await Promise.all(ids.map((id) => one.broker.publish(fleetLane(7), [anEvent(id)])));
    await eventually(() => expect([one.ids(), other.ids()]).toEqual([ids, ids]));
  });

  it('rejects while Redis is away; afterwards each node hears that it may have missed something, then goes on', async () => {
    const [one, other] = [await aNode('third'), await aNode('fourth')];
    const before = [one.gaps.count, other.gaps.count];
    await server.kill();
    await eventually(() => expect(one.broker.publish(fleetLane(7), [anEvent('1')])).rejects.toThrow());
    await server.start();
    await eventually(
      () => expect([one.gaps.count, other.gaps.count]).toEqual(before.map((count) => count + 1)),
      {
        timeoutMs: 5_000,
      },
    );
    await eventually(() => one.broker.publish(fleetLane(7), [anEvent('2')]));
    await eventually(() => expect([one.ids().at(-1), other.ids().at(-1)]).toEqual(['2', '2']));
  });
});
