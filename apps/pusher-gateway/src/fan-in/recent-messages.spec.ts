import { FakeClock } from '@yipii/testing';
import type { BrokerMessage, EventMessage } from '../broker/channel-broker.ports';
import { ChannelPublisher } from './channel-publisher';
import { RecentMessages } from './recent-messages';

function anEvent(id: string, bytes = 0): EventMessage {
  return {
    kind: 'event',
    id,
    accountKey: 'acme',
    assetId: 1,
    event: '.status.changed',
    data: JSON.stringify('x'.repeat(bytes)),
  };
}

const idsOf = (messages: readonly BrokerMessage[]): string[] =>
  messages.map((message) => (message.kind === 'event' ? message.id : ''));

describe('recent messages', () => {
  it('are those of the last 30 s', () => {
    const clock = new FakeClock();
    const recent = new RecentMessages(() => clock.now());
    for (let second = 0; second < 100; second++) {
      recent.add('fleet:7', [anEvent(String(second))]);
      clock.advance(1_000);
    }
    const ids = recent.all().flatMap(({ messages }) => idsOf(messages));
    expect([ids.length, ids.at(0), ids.at(-1)]).toEqual([30, '70', '99']);
    clock.advance(30_000);
    expect(recent.all()).toEqual([]);
  });

  it('are only the newest where they would take too much memory', () => {
    const clock = new FakeClock();
    const recent = new RecentMessages(() => clock.now(), 10_000);
    for (let i = 0; i < 100; i++) recent.add('fleet:7', [anEvent(String(i), 800)]);
    const ids = recent.all().flatMap(({ messages }) => idsOf(messages));
    expect([ids.length, ids.at(-1)]).toEqual([9, '99']);
  });
});

describe('the publisher of a fan-in', () => {
  function anOutlet() {
    const published: string[] = [];
    const broker = {
      isAway: false,
      mayLose: true,
      returned: (): void => undefined,
      onReturn: (run: () => void): void => {
        broker.returned = run;
      },
      publish: async (stream: string, messages: readonly BrokerMessage[]): Promise<void> => {
        await Promise.resolve();
        if (broker.isAway) throw new Error('away');
        published.push(...idsOf(messages).map((id) => `${stream} ${id}`));
      },
    };
    return { published, broker, publisher: new ChannelPublisher(broker, new FakeClock()) };
  }

  it('repeats its messages in their order, before anything new', async () => {
    const { published, publisher } = anOutlet();
    await publisher.publish('fleet:7', [anEvent('a'), anEvent('b')]);
    await publisher.publish('fleet:8', [anEvent('c')]);
    published.length = 0;
    await Promise.all([publisher.repeat(), publisher.publish('fleet:7', [anEvent('d')])]);
    expect(published).toEqual(['fleet:7 a', 'fleet:7 b', 'fleet:8 c', 'fleet:7 d']);
  });

  it('repeats on its own when the broker returns', async () => {
    const { published, broker, publisher } = anOutlet();
    await publisher.publish('fleet:7', [anEvent('a')]);
    broker.returned();
    await publisher.publish('fleet:7', [anEvent('b')]);
    expect(published).toEqual(['fleet:7 a', 'fleet:7 a', 'fleet:7 b']);
  });

  it('rejects while the broker is away, and repeats nothing that did not go out', async () => {
    const { published, broker, publisher } = anOutlet();
    await publisher.publish('fleet:7', [anEvent('a')]);
    broker.isAway = true;
    await expect(publisher.publish('fleet:7', [anEvent('b')])).rejects.toThrow('away');
    await expect(publisher.repeat()).rejects.toThrow('away');
    broker.isAway = false;
    published.length = 0;
    await publisher.repeat();
    await publisher.publish('fleet:7', [anEvent('b')]);
    expect(published).toEqual(['fleet:7 a', 'fleet:7 b']);
  });
});
