import { randomUUID } from 'node:crypto';
import { channelStream, LINKS_APP, RedisViewerCount } from '@yipii/live';
import type { RedisClient } from '@yipii/platform';
import { trackingChannel } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { APP, BrokerNode, aFrame } from '../broker/broker-node.fixture';
import { RedisNodes } from '../broker/redis-nodes.fixture';
import { channelDirectoryContract, type DirectoryPorts } from './channel-directory.contract';
import { RedisChannelDirectory } from './channel-directory.redis';

let redis: RedisNodes;
let client: RedisClient;
const nodes: DirectoryPorts[] = [];

async function open() {
  const broker = await redis.broker();
  return { broker, directory: new RedisChannelDirectory(await redis.client(), broker) };
}

/** What scripts answer on this connection comes only when it is told to. */
function answersLate(connected: RedisClient): { client: RedisClient; deliver: () => void } {
  let deliver: () => void = () => undefined;
  const delivered = new Promise<void>((resolve) => (deliver = resolve));
  const evalSha = async (...args: Parameters<RedisClient['evalSha']>): Promise<unknown> => {
    const answer = await connected.evalSha(...args);
    await delivered;
    return answer;
  };
  return { client: Object.assign(Object.create(connected), { evalSha }) as RedisClient, deliver };
}

beforeAll(async () => {
  redis = await RedisNodes.start();
  client = await redis.client();
  nodes.push(...(await Promise.all(Array.from({ length: 60 }, open))));
});
afterAll(() => redis.stop());

channelDirectoryContract('Redis', {
  open: () => nodes.pop() as DirectoryPorts,
  pass: () => undefined,
});

describe('the channel directory on Redis', () => {
  const ref = { appId: APP, channel: 'presence-of-redis' };
  const ann = { userId: 'ann', userInfo: '{}' };

  it('leaves nothing behind of a vacated channel, but the cached event', async () => {
    await client.flushAll();
    const { directory } = await open();
    await directory.renew('one', 60_000);
    await directory.change('one', ref, { subscriptions: 1, enter: ann });
    await directory.publishCached(aFrame(ref.channel, 'f'), 'd', 60_000);
    await directory.change('one', ref, { subscriptions: null, leave: 'ann' });
    await directory.forget('one');
    const keys = (await client.keys('*')).filter((key) => !key.endsWith(':log'));
    expect(keys.map((key) => key.replace(/\{\d+\}/, '{p}')).sort()).toEqual([
      `live:{nodes}:renewed`,
      `live:{p}:cached:${APP}:${ref.channel}`,
    ]);
  });

  it('tells other services how many follow a link', async () => {
    const [one, other] = [await open(), await open()];
    const [linkUuid, count] = [randomUUID(), new RedisViewerCount(client)];
    const link = { appId: LINKS_APP, channel: trackingChannel(linkUuid) };
    expect(await count.of(linkUuid)).toBe(0);
    await one.directory.change('one', link, { subscriptions: 2 });
    await other.directory.change('other', link, { subscriptions: 1 });
    expect(await count.of(linkUuid)).toBe(3);
    await one.directory.change('one', link, { subscriptions: null });
    expect(await count.of(linkUuid)).toBe(1);
  });

  it('works again after Redis lost everything, once nodes say again what they have', async () => {
    const [one, other] = [await open(), await open()];
    const heard = new BrokerNode(one.broker);
    const stream = channelStream(ref.appId, ref.channel);
    await one.broker.watch(stream);
    const announce = { added: aFrame(ref.channel, 'added'), removed: aFrame(ref.channel, 'removed') };
    const say = ({ directory }: DirectoryPorts, id: string) =>
      directory.change(id, ref, { subscriptions: 1, enter: ann, announce });
    for (const [node, id] of [
      [one, 'one'],
      [other, 'other'],
    ] as const) {
      await node.directory.renew(id, 60_000);
      await say(node, id);
    }
    await eventually(() => expect(heard.framesOf(ref.channel)).toEqual(['added']));
    await redis.loseData();
    await eventually(async () => expect(await one.directory.renew('one', 60_000)).toBe(false));
    await eventually(async () => expect(await other.directory.renew('other', 60_000)).toBe(false));
    expect(await say(one, 'one')).toMatchObject({ added: true });
    const outcome = await say(other, 'other');
    expect(outcome).toMatchObject({ added: false, subscriptions: 2 });
    await new Promise<void>((resolve) => one.broker.after(stream, outcome.position, resolve));
    await eventually(() => expect(heard.framesOf(ref.channel)).toEqual(['added', 'added']));
    await eventually(() => expect(heard.missed).toBe(1));
    expect(await one.directory.ended()).toEqual([]);
  });

  it('gives all nodes time to return after an outage of Redis', async () => {
    await client.flushAll();
    const [one, other] = [await open(), await open()];
    await one.directory.renew('one', 300);
    await other.directory.renew('other', 300);
    const renewedAt = Date.now();
    await redis.server.stop();
    await eventually(() => expect(Date.now() - renewedAt).toBeGreaterThan(300));
    await redis.server.start();
    // Longer than its lease nobody has renewed: nobody could.
    expect(await eventually(() => one.directory.renew('one', 300))).toBe(false);
    expect(await one.directory.ended()).toEqual([]);
    expect(await eventually(() => other.directory.renew('other', 5_000))).toBe(false);
  });

  it('delivers nothing later than a state before the node has received it', async () => {
    const [{ broker, directory }, other] = [await open(), await open()];
    const stream = channelStream(ref.appId, ref.channel);
    const [heard, heardByOther] = [new BrokerNode(broker), new BrokerNode(other.broker)];
    await Promise.all([broker.watch(stream), other.broker.watch(stream)]);
    const { client: slow, deliver } = answersLate(await redis.client());
    const late = new RedisChannelDirectory(slow, broker);

    const added = aFrame(ref.channel, 'added');
    const changing = late.change('late', ref, { subscriptions: 1, enter: ann, announce: { added } });
    await eventually(() => expect(heardByOther.framesOf(ref.channel)).toEqual(['added']));
    await other.broker.publish(stream, [aFrame(ref.channel, 'later')]);
    await eventually(() => expect(heardByOther.framesOf(ref.channel)).toEqual(['added', 'later']));
    deliver();
    const { position } = await changing;
    const atState = new Promise((resolve) => {
      broker.after(stream, position, () => resolve(heard.framesOf(ref.channel)));
    });
    expect(await atState).toEqual(['added']);
    await eventually(() => expect(heard.framesOf(ref.channel)).toEqual(['added', 'later']));
    await directory.change('late', ref, { subscriptions: null });
  });

  it('rejects while Redis is away', async () => {
    const { directory } = await open();
    await redis.server.kill();
    await eventually(() => expect(directory.read(ref)).rejects.toThrow());
    await redis.server.start();
    await eventually(() => directory.read(ref));
  });
});
