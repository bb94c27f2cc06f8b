import { deflateSync } from 'node:zlib';
import { RecordBatch, messagesOf } from './record-batch';

const lines = ['{"n":0}', '{"n":1,"name":"Łódź"}', '{"n":2}'];

function aRow() {
  const batch = new RecordBatch(1, 0, 40);
  lines.forEach((line, i) => batch.add(`key\n${i}`, line));
  return { off: '40', batch: batch.compressed(), key: '', payload: '' };
}

describe('RecordBatch', () => {
  it('is read as it was written', () => {
    expect(messagesOf(aRow(), 0)).toEqual([
      { key: 'key\n0', value: lines[0], offset: 40 },
      { key: 'key\n1', value: lines[1], offset: 41 },
      { key: 'key\n2', value: lines[2], offset: 42 },
    ]);
  });

  it.each([
    [40, [40, 41, 42]],
    [41, [41, 42]],
    [42, [42]],
    [43, []],
  ])('is read from offset %d on', (from, offsets) => {
    expect(messagesOf(aRow(), from).map(({ offset }) => offset)).toEqual(offsets);
  });

  it('is compressed, and full before an append makes it as large as it gets', () => {
    const batch = new RecordBatch(1, 0, 0);
    while (!batch.isFull) batch.add('a', `{"padding":"${'x'.repeat(600)}"}`);
    expect(batch.events).toBe(53);
    expect(batch.compressed().length).toBeLessThan(1_000);
  });

  it('takes two thirds of the room for an event of a position, since such events have much in common', () => {
    const event = JSON.stringify(aPosition());
    const batch = new RecordBatch(1, 0, 0);
    batch.add('1042', event);
    expect(batch.compressed().length).toBeLessThan((deflateSync(event).length * 2) / 3);
  });

  it('reads a batch that was stored without what they have in common', () => {
    const row = { ...aRow(), batch: deflateSync(`["key"]\n${lines[1]}`) };
    expect(messagesOf(row, 0)).toEqual([{ key: 'key', value: lines[1], offset: 40 }]);
  });

  it('reads a row of a former version, which is one event', () => {
    const former = { off: '7', batch: null, key: '1042', payload: '{"n":\n1}' };
    expect(messagesOf(former, 7)).toEqual([{ key: '1042', value: '{"n":\n1}', offset: 7 }]);
    expect(messagesOf(former, 8)).toEqual([]);
  });
});

/** As enrichment publishes it. */
function aPosition(): object {
  const [timestamp, receivedAt] = ['2026-06-01T12:00:00.000Z', '2026-06-01T12:00:00.412Z'];
  return {
    id: '7d1f4c2e-6b1a-8c3d-9e0f-2a4b6c8d0e1f',
    occurredAt: timestamp,
    account: { id: 17, key: 'acme' },
    subject: '1042',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
    event: {
      ...{ deviceId: 93, protocol: 'teltonika', valid: true, unstreamed: null },
      location: {
        ...{ assetId: 1042, name: 'Van 7', timestamp, receivedAt, seq: 48_213, lat: 57.7089, lng: 11.9746 },
        ...{ altitude: 12, speed: 54, heading: 90, accuracy: null, satellites: 11, status: 'moving' },
        ...{ ignition: true, odometerKm: 120_345.6, address: null },
        attributes: { priority: 0, ignition: true, externalVoltage: 13.9, batteryVoltage: 4.1, rssi: 4 },
      },
    },
  };
}
