import { MemoryLastPositions, type LastPosition } from '@yipii/live';
import type { Envelope, PositionEnriched, StatusChanged } from '@yipii/protocol';
import { NOON, aConsumedEvent, aLocation, eventually, FakeClock } from '@yipii/testing';
import { MemoryChannelBroker } from '../broker/channel-broker.memory';
import type { BrokerMessage, BrokerStream } from '../broker/channel-broker.ports';
import { ChannelPublisher } from './channel-publisher';
import { RelayPositions, RelayStatuses } from './relay-positions';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

class RecordingBroker extends MemoryChannelBroker {
  readonly published: BrokerMessage[] = [];
  isAway = false;

  override publish(_lane: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('away'));
    this.published.push(...messages);
    return Promise.resolve();
  }
}

function anEvent(
  accountId: number,
  assetId: number,
  seq: number,
  unstreamed: 'late' | null = null,
): Envelope<PositionEnriched> {
  const event: PositionEnriched = {
    deviceId: 1,
    protocol: 'teltonika',
    valid: true,
    unstreamed,
    location: aLocation({ assetId, seq, attributes: { batteryLevel: 96 } }),
  };
  const account = { id: accountId, key: `account-${accountId}` };
  return aConsumedEvent(event, { account, traceparent: TRACE });
}

async function lastOf(positions: MemoryLastPositions, accountId: number): Promise<LastPosition[]> {
  const all: LastPosition[] = [];
  for await (const chunk of positions.ofAccount(accountId)) all.push(...chunk);
  return all;
}

describe('fan-in', () => {
  it('stores and publishes the newest position of each asset, in its wire form', async () => {
    const [positions, broker] = [new MemoryLastPositions(), new RecordingBroker()];
    const newest = anEvent(1, 10, 5);
    await new RelayPositions(positions, new ChannelPublisher(broker, new FakeClock())).run([
      anEvent(1, 10, 4),
      anEvent(2, 20, 1),
      newest,
      anEvent(1, 11, 7),
      anEvent(1, 10, 3, 'late'),
    ]);
    expect((await lastOf(positions, 1)).map(({ assetId, seq }) => [assetId, seq])).toEqual([
      [10, 5],
      [11, 7],
    ]);
    const [first] = await positions.ofAssets(1, [10]);
    expect(JSON.parse(first?.json ?? '')).toEqual(newest.event.location);
    expect(broker.published).toMatchObject([
      {
        kind: 'positions',
        accountKey: 'account-1',
        positions: [
          {
            assetId: 10,
            seq: 5,
            json: first?.json,
            receivedAt: NOON + 1_000,
            traceparent: TRACE,
          },
          { assetId: 11, seq: 7 },
        ],
      },
      { kind: 'positions', accountKey: 'account-2', positions: [{ assetId: 20, seq: 1 }] },
    ]);
  });

  it('asks for a position to be stored first, and does not wait for the answer to publish it', async () => {
    const asked: string[] = [];
    const positions = new (class extends MemoryLastPositions {
      override put(): Promise<void> {
        asked.push('put');
        return new Promise(() => undefined);
      }
    })();
    const broker = new (class extends RecordingBroker {
      override publish(): Promise<void> {
        asked.push('publish');
        return Promise.resolve();
      }
    })();
    void new RelayPositions(positions, new ChannelPublisher(broker, new FakeClock())).run([
      anEvent(1, 10, 4),
    ]);
    await eventually(() => expect(asked).toEqual(['put', 'publish']));
  });

  it('streams nothing for a record that is only stored', async () => {
    const [positions, broker] = [new MemoryLastPositions(), new RecordingBroker()];
    await new RelayPositions(positions, new ChannelPublisher(broker, new FakeClock())).run([
      anEvent(1, 10, 4, 'late'),
    ]);
    expect([broker.published, await lastOf(positions, 1)]).toEqual([[], []]);
  });

  it('fails while the broker is away, so that the batch comes again', async () => {
    const [positions, broker] = [new MemoryLastPositions(), new RecordingBroker()];
    const relay = new RelayPositions(positions, new ChannelPublisher(broker, new FakeClock()));
    broker.isAway = true;
    await expect(relay.run([anEvent(1, 10, 4)])).rejects.toThrow('away');
    broker.isAway = false;
    await relay.run([anEvent(1, 10, 4)]);
    expect(broker.published).toHaveLength(1);
  });

  it('publishes a change of status with its id and trace', async () => {
    const broker = new RecordingBroker();
    const at = '2026-11-23T15:04:05.000Z';
    const event: StatusChanged = { assetId: 10, status: 'offline', ignition: null };
    const changed = aConsumedEvent(event, { id: 'e1', occurredAt: at, traceparent: TRACE });
    await new RelayStatuses(new ChannelPublisher(broker, new FakeClock())).run([changed]);
    expect(broker.published).toEqual([
      {
        kind: 'event',
        id: 'e1',
        accountKey: 'acme',
        assetId: 10,
        event: '.status.changed',
        data: JSON.stringify({ assetId: 10, status: 'offline', ignition: null, at }),
        traceparent: TRACE,
      },
    ]);
  });
});
