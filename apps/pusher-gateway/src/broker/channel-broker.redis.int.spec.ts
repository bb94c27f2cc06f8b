import { channelStream, partitionOfStream } from '@yipii/live';
import type { RedisClient } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { APP, BrokerNode, aFrame } from './broker-node.fixture';
import { channelBrokerContract } from './channel-broker.contract';
import type { RedisChannelBroker } from './channel-broker.redis';
import { logKey } from './live-log';
import { endsOf } from './log-ends.redis';
import { RedisNodes } from './redis-nodes.fixture';

const STREAM = channelStream(APP, 'stream');
const FAST = { timeoutMs: 10_000 };
const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));

let redis: RedisNodes;
let client: RedisClient;
const brokers: RedisChannelBroker[] = [];

beforeAll(async () => {
  redis = await RedisNodes.start();
  client = await redis.client();
  for (let i = 0; i < 12; i += 1) brokers.push(await redis.broker());
});
afterAll(() => redis.stop());

channelBrokerContract('Redis', {
  open: () => brokers.pop() as RedisChannelBroker,
  placeIn: async (stream) => (await endsOf(client, partitionOfStream(stream))).last,
});

describe('a node of the channel broker on Redis', () => {
  const nodes: BrokerNode[] = [];
  afterEach(() => {
    for (const { broker } of nodes.splice(0)) broker.unwatch(STREAM);
  });

  async function aNode(port?: number): Promise<BrokerNode> {
    const node = new BrokerNode(await redis.broker(port));
    nodes.push(node);
    await node.broker.watch(STREAM);
    return node;
  }

  const publish = (by: BrokerNode, frame: string): Promise<void> =>
    by.broker.publish(STREAM, [aFrame('stream', frame)]);

  /** Some at a time: on a busy machine the answer to many would come late. */
  async function publishAll(by: BrokerNode, frames: readonly string[]): Promise<void> {
    for (let first = 0; first < frames.length; first += 500)
      await Promise.all(frames.slice(first, first + 500).map((frame) => publish(by, frame)));
  }

  /** As long as it takes until Redis takes it; once. */
  const publishWhenBack = (by: BrokerNode, frame: string): Promise<void> =>
    eventually(() => publish(by, frame));

  it('that was disconnected receives everything in order, once', async () => {
    const proxy = await redis.proxy();
    const [node, publisher] = [await aNode(proxy.port), await aNode()];
    const frames = numbers(2_000);
    for (const [i, frame] of frames.entries()) {
      if (i === 500) proxy.cut();
      if (i === 1_500) proxy.restore();
      if (i % 100 === 0) await publish(publisher, frame);
      else void publish(publisher, frame);
    }
    await eventually(() => expect(node.framesOf('stream')).toEqual(frames));
    expect(publisher.framesOf('stream')).toEqual(frames);
    expect([node.missed, publisher.missed]).toEqual([0, 0]);
  });

  it('notices a connection that hangs, and gets everything all the same', async () => {
    const proxy = await redis.proxy();
    const [node, publisher] = [await aNode(proxy.port), await aNode()];
    await publish(publisher, 'one');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one']));
    // The answers of these connections are lost for good; new ones work.
    proxy.swallowAnswers();
    await publish(publisher, 'two');
    await expect(publish(node, 'unanswered')).rejects.toThrow();
    proxy.restore();
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one', 'two', 'unanswered']), FAST);
    expect(node.missed).toBe(0);
  });

  it('continues after a restart of Redis with its data', async () => {
    const [node, publisher] = [await aNode(), await aNode()];
    await publish(publisher, 'one');
    await redis.restart();
    await publishWhenBack(publisher, 'two');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one', 'two']));
    expect([node.missed, publisher.missed]).toEqual([0, 0]);
  });

  it('is notified when Redis has lost its data, and goes on', async () => {
    const [node, publisher] = [await aNode(), await aNode()];
    await publish(publisher, 'one');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one']));
    let ran = false;
    node.broker.after(STREAM, '9999999999999-0', () => (ran = true));
    await redis.loseData();
    await publishWhenBack(publisher, 'two');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one', 'two']));
    await eventually(() => expect([node.missed, publisher.missed, ran]).toEqual([1, 1, true]));
  });

  it('is notified when the log is shorter than what it has received, and is given nothing twice', async () => {
    const proxy = await redis.proxy();
    const [node, publisher] = [await aNode(proxy.port), await aNode()];
    for (const frame of ['one', 'two']) await publish(publisher, frame);
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one', 'two']));
    proxy.cut();
    const log = logKey(partitionOfStream(STREAM));
    const entries = (await client.xRange(log, '-', '+')) ?? [];
    // At once: where the publisher's node finds no log, it begins one, with a later id.
    const shortened = client.multi().del(log);
    for (const { id, message } of entries.slice(0, -1)) shortened.xAdd(log, id, message);
    await shortened.exec();
    proxy.restore();
    await eventually(() => expect(node.missed).toBe(1));
    await publish(publisher, 'three');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['one', 'two', 'three']));
  });

  it('is notified when the log was trimmed before it had read it, and goes on with what is left', async () => {
    const proxy = await redis.proxy();
    const [node, publisher] = [await aNode(proxy.port), await aNode()];
    proxy.cut();
    const frames = numbers(11_000);
    await publishAll(publisher, frames);
    proxy.restore();
    await eventually(() => expect(node.framesOf('stream').at(-1)).toBe(frames.at(-1)));
    const got = node.framesOf('stream');
    expect(got).toEqual(frames.slice(-got.length));
    expect(got.length).toBeGreaterThanOrEqual(10_000);
    expect(node.missed).toBe(1);
  });

  it('leaves the event loop to others while it reads a long gap', async () => {
    const proxy = await redis.proxy();
    const [node, publisher] = [await aNode(proxy.port), await aNode()];
    proxy.cut();
    const padding = 'x'.repeat(2_000);
    await publishAll(
      publisher,
      numbers(5_000).map((i) => i + padding),
    );
    await eventually(() => expect(publisher.framesOf('stream')).toHaveLength(5_000));
    const given: number[] = [];
    const timer = setInterval(() => given.push(node.framesOf('stream').length), 1);
    proxy.restore();
    await eventually(() => expect(node.framesOf('stream')).toHaveLength(5_000));
    clearInterval(timer);
    const steps = given.map((count, i) => count - (given[i - 1] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(500);
  });

  it('receives nothing from streams that nobody on it watches, even where it reads them', async () => {
    const [node, publisher] = [await aNode(), await aNode()];
    const other = numbers(1_000)
      .map((i) => `other-${i}`)
      .find(
        (channel) => partitionOfStream(channelStream(APP, channel)) === partitionOfStream(STREAM),
      ) as string;
    await publisher.broker.publish(channelStream(APP, other), [aFrame(other, 'unwatched')]);
    await publish(publisher, 'watched');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['watched']));
    expect(node.messages).toHaveLength(1);
  });

  it('reads a further log at once, though it waits for others', async () => {
    const [node, publisher] = [await aNode(), await aNode()];
    const startedAt = Date.now();
    for (const channel of numbers(8).map((i) => `further-${i}`)) {
      await node.broker.watch(channelStream(APP, channel));
      await publisher.broker.publish(channelStream(APP, channel), [aFrame(channel, 'there')]);
      await eventually(() => expect(node.framesOf(channel)).toEqual(['there']));
    }
    // Far less than a blocking read each, which takes 2 s.
    expect(Date.now() - startedAt).toBeLessThan(8_000);
  });

  it('rejects while Redis is away, and waits with what is to be watched until it is back', async () => {
    const [node, publisher] = [new BrokerNode(await redis.broker()), await aNode()];
    await redis.server.kill();
    await eventually(() => expect(publish(publisher, 'lost')).rejects.toThrow());
    let isWatching = false;
    const watching = node.broker.watch(STREAM).then(() => (isWatching = true));
    expect(isWatching).toBe(false);
    await redis.server.start();
    await watching;
    await publishWhenBack(publisher, 'found');
    await eventually(() => expect(node.framesOf('stream')).toEqual(['found']));
  });
});
