import { channelStream } from '@yipii/live';
import { eventually } from '@yipii/testing';
import { APP, BrokerNode, aFrame } from './broker-node.fixture';
import { fleetStream, type BrokerMessage, type ChannelBroker } from './channel-broker.ports';

/** Gives the suite brokers of nodes that belong together. */
export interface BrokerScenario {
  /** For one more node. */
  open(): ChannelBroker;
  /** The place behind all that was published into the stream. */
  placeIn(stream: string): Promise<string>;
}

/** Tests that every implementation of `ChannelBroker` must pass. */
export function channelBrokerContract(name: string, { open, placeIn }: BrokerScenario): void {
  describe(`the channel broker on ${name}`, () => {
    let [channels, channel, stream] = [0, '', ''];
    beforeEach(() => {
      channel = `channel-${(channels += 1)}`;
      stream = channelStream(APP, channel);
    });

    async function aWatchingNode(): Promise<BrokerNode> {
      const node = new BrokerNode(open());
      await node.broker.watch(stream);
      return node;
    }

    const publish = (node: BrokerNode, frame: string): Promise<void> =>
      node.broker.publish(stream, [aFrame(channel, frame)]);

    it('delivers a whole stream to every node that watches it, in one order', async () => {
      const [one, other] = [await aWatchingNode(), await aWatchingNode()];
      const numbers = Array.from({ length: 100 }, (_, i) => i);
      await Promise.all(numbers.flatMap((i) => [publish(one, `one ${i}`), publish(other, `other ${i}`)]));
      await eventually(() => expect(other.framesOf(channel)).toHaveLength(200));
      await eventually(() => expect(one.framesOf(channel)).toEqual(other.framesOf(channel)));
      for (const by of ['one', 'other']) {
        const ofNode = one.framesOf(channel).filter((frame) => frame.startsWith(by));
        expect(ofNode).toEqual(numbers.map((i) => `${by} ${i}`));
      }
      expect([one.missed, other.missed]).toEqual([0, 0]);
    });

    it('carries every kind of message as it is', async () => {
      const node = await aWatchingNode();
      await node.broker.watch(fleetStream(7));
      const text = '{"a":"“ü”\\n💧"}';
      const ofFleet: BrokerMessage[] = [
        {
          kind: 'positions',
          accountKey: 'a',
          positions: [{ assetId: 1, seq: 9_007_199_254_740_991, json: text, receivedAt: 1 }],
        },
        { kind: 'event', id: 'e', accountKey: 'a', assetId: 1, event: '.x', data: text },
      ];
      const ofChannel: BrokerMessage[] = [
        { ...aFrame(channel, text), except: '1.2' },
        { kind: 'user-end', appId: APP, userId: 'ü', reconnect: false },
      ];
      await node.broker.publish(fleetStream(7), ofFleet);
      await eventually(() => expect(node.messages).toEqual(ofFleet));
      await node.broker.publish(stream, ofChannel);
      await eventually(() => expect(node.messages).toEqual([...ofFleet, ...ofChannel]));
    });

    it('delivers until every watch is cancelled', async () => {
      const [node, other] = [await aWatchingNode(), await aWatchingNode()];
      await node.broker.watch(stream);
      node.broker.unwatch(stream);
      await publish(other, 'watched still');
      await eventually(() => expect(node.framesOf(channel)).toEqual(['watched still']));
      node.broker.unwatch(stream);
      await node.broker.watch(stream);
      await publish(other, 'watched again');
      await eventually(() => expect(node.framesOf(channel)).toEqual(['watched still', 'watched again']));
    });

    it('delivers nothing that was published before a stream was watched', async () => {
      const publisher = new BrokerNode(open());
      await publish(publisher, 'before');
      const node = await aWatchingNode();
      await publish(publisher, 'after');
      await eventually(() => expect(node.framesOf(channel)).toEqual(['after']));
    });

    it('keeps the order when a listener answers at once', async () => {
      const [broker, other] = [open(), await aWatchingNode()];
      const seen: string[] = [];
      broker.listen({
        received: (message) => {
          if (message.kind !== 'frame' || message.channel !== channel) return;
          seen.push(message.frame);
          if (message.frame === 'question') void broker.publish(stream, [aFrame(channel, 'answer')]);
        },
        missed: () => undefined,
      });
      await broker.watch(stream);
      await other.broker.publish(stream, [aFrame(channel, 'question'), aFrame(channel, 'next')]);
      const expected = ['question', 'next', 'answer'];
      await eventually(() => expect([seen, other.framesOf(channel)]).toEqual([expected, expected]));
    });

    it('runs a callback for a position at once if all before it was delivered', async () => {
      const node = await aWatchingNode();
      await publish(node, 'one');
      await eventually(() => expect(node.framesOf(channel)).toEqual(['one']));
      let ran = false;
      node.broker.after(stream, await placeIn(stream), () => (ran = true));
      expect(ran).toBe(true);
    });
  });
}
