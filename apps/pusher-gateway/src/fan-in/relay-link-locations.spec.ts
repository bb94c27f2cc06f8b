import { MemoryLinkPositions } from '@yipii/live';
import type { Envelope, LinkLocation, PublicPosition } from '@yipii/protocol';
import { FakeClock, aConsumedEvent } from '@yipii/testing';
import type { BrokerMessage, BrokerStream } from '../broker/channel-broker.ports';
import { ChannelPublisher } from './channel-publisher';
import { RelayLinkLocations } from './relay-link-locations';

const AT = '2026-11-23T15:04:05.500Z';
const position: PublicPosition = {
  timestamp: '2026-11-23T15:04:05.000Z',
  lat: 54.687157,
  lng: 25.279652,
  speed: 54,
  heading: 271,
  moving: true,
  address: { street: 'Gedimino pr.', town: 'Vilnius' },
  display_name: 'Your delivery',
};

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function aLocation(linkUuid: string, seq: number, change: object = {}): Envelope<LinkLocation> {
  const location = { linkUuid, seq, position: { ...position, ...change } };
  return aConsumedEvent(location, { occurredAt: AT, traceparent: TRACE });
}

function aRelay() {
  const clock = new FakeClock();
  const positions = new MemoryLinkPositions(clock);
  const published: [BrokerStream, BrokerMessage][] = [];
  const publish = (stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> => {
    for (const message of messages) published.push([stream, message]);
    return Promise.resolve();
  };
  return {
    positions,
    published,
    relay: new RelayLinkLocations(
      positions,
      new ChannelPublisher({ publish, onReturn: () => undefined, mayLose: true }, clock),
    ),
  };
}

describe('fan-in of links', () => {
  it('stores and publishes the newest position of each link', async () => {
    const { positions, published, relay } = aRelay();
    await relay.run([aLocation('a', 4), aLocation('b', 1), aLocation('a', 5), aLocation('a', 3)]);
    const json = JSON.stringify(position);
    const newest = { seq: 5, madeAt: Date.parse(AT), json };
    expect(published).toEqual([
      ['link:a', { kind: 'link-position', linkUuid: 'a', position: newest, traceparent: TRACE }],
      [
        'link:b',
        { kind: 'link-position', linkUuid: 'b', position: { ...newest, seq: 1 }, traceparent: TRACE },
      ],
    ]);
    expect(await positions.last('a')).toEqual(newest);
  });

  it('publishes public fields only', async () => {
    const { published, relay } = aRelay();
    const address = { street: 'Gedimino pr.', town: 'Vilnius', formatted: 'secret-1', postcode: 'secret-2' };
    const change = { address, assetId: 'secret-3', attributes: { imei: 'secret-4' }, seq: 'secret-5' };
    await relay.run([aLocation('a', 1, { ...change, distance_km: 3.4, eta_minutes: null })]);
    const [[, message] = []] = published;
    const { json = '' } = message?.kind === 'link-position' ? message.position : {};
    expect(json).not.toContain('secret');
    expect(JSON.parse(json)).toEqual({ ...position, distance_km: 3.4, eta_minutes: null });
  });
});
