import { topics } from '@yipii/protocol';
import { InMemoryLog } from '@yipii/testing';
import { IMEI, NOON, aDevice, aRecord } from '../scenario';
import { AcceptPositions } from './accept-positions';

const HOUR_MS = 3_600_000;

/** Until noon it was on one asset, and is on another from then on. */
const REGISTERED = aDevice({
  assignments: [
    { assetName: 'Truck', odometerOffsetKm: 0, assetId: 7, from: NOON - HOUR_MS, to: NOON },
    { assetName: 'Truck', odometerOffsetKm: 0, assetId: 8, from: NOON, to: null },
  ],
});

async function eventsOf(...uniqueIds: string[]) {
  const log = new InMemoryLog();
  const sut = new AcceptPositions(log);
  for (const uniqueId of uniqueIds) {
    const records = [-2 * HOUR_MS, -1, 1].map((ms) => aRecord({ fixTime: NOON + ms }));
    const device = uniqueId === IMEI ? REGISTERED : null;
    await sut.run({ uniqueId, device, protocol: 'teltonika', receivedAt: NOON + 1_000, records });
  }
  return log.written;
}

describe('the events of a frame', () => {
  it('tell when it came, whose it is and which trace it begins', async () => {
    const events = await eventsOf(IMEI);
    expect(events.map(({ topic, subject }) => [topic, subject])).toEqual([
      [topics.positionReceived.name, '7'],
      [topics.positionReceived.name, '8'],
      [topics.positionQuarantined.name, IMEI],
    ]);
    for (const { occurredAt, account, traceparent } of events) {
      expect([occurredAt, account]).toEqual(['2026-06-01T12:00:01.000Z', { id: 1, key: 'acme' }]);
      expect(traceparent).toBe(events[0]?.traceparent);
      expect(traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    }
  });

  it('belong to no account where the device is not registered', async () => {
    const [event] = await eventsOf('unknown');
    expect(event).toMatchObject({ topic: topics.positionQuarantined.name, account: null });
  });

  it('are traced apart from those of another frame', async () => {
    const events = await eventsOf('one', 'two');
    expect(new Set(events.map(({ traceparent }) => traceparent)).size).toBe(2);
  });
});
