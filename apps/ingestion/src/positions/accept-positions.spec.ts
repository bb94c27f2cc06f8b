import { newTrace } from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { aRecord, InMemoryLog, NOON } from '@yipii/testing';
import type { RegisteredDevice } from '../registry/device-registry.ports';
import { IMEI, aDevice } from '../scenario';
import { AcceptPositions, QuarantineFull } from './accept-positions';

const HOUR_MS = 3_600_000;

async function eventsOf(device: RegisteredDevice | null, traceparent = newTrace()) {
  const log = new InMemoryLog();
  const records = [-2 * HOUR_MS, -1, 1].map((ms) => aRecord({ fixTime: NOON + ms }));
  const frame = { protocol: 'teltonika', receivedAt: NOON + 1_000, traceparent, records };
  await new AcceptPositions(log).run({ uniqueId: IMEI, device, ...frame });
  return log.written;
}

describe('the events of a frame', () => {
  it('have the time of receipt, whose they are and to which trace they belong', async () => {
    const traceparent = newTrace();
    const assignment = { assetName: 'Truck', odometerOffsetKm: 0, movingFromKmh: 5 };
    const assignments = [
      { ...assignment, assetId: 7, from: NOON - HOUR_MS, to: NOON },
      { ...assignment, assetId: 8, from: NOON, to: null },
    ];
    const context = { occurredAt: '2026-06-01T12:00:01.000Z', account: { id: 1, key: 'acme' }, traceparent };
    expect(await eventsOf(aDevice({ assignments }), traceparent)).toMatchObject([
      { topic: topics.positionReceived.name, subject: '7', ...context },
      { topic: topics.positionReceived.name, subject: '8', ...context },
      { topic: topics.positionQuarantined.name, subject: IMEI, ...context },
    ]);
  });

  it('belong to no account if the device is not registered', async () => {
    const [event] = await eventsOf(null);
    expect(event).toMatchObject({ topic: topics.positionQuarantined.name, account: null });
  });
});

describe('the records of devices that are not registered', () => {
  it('are kept up to 20,000, and 200 per second from then on; others are not acknowledged', async () => {
    const sut = new AcceptPositions(new InMemoryLog());
    const records = Array.from({ length: 255 }, (_, second) => aRecord({ fixTime: NOON + second * 1_000 }));
    const send = (afterMs: number, device: RegisteredDevice | null = null): Promise<unknown> =>
      sut.run({
        ...{ uniqueId: IMEI, device, records },
        ...{ protocol: 'teltonika', receivedAt: NOON + afterMs, traceparent: newTrace() },
      });
    for (let frames = 0; frames * 255 < 20_000; frames += 1) await send(0);
    await expect(send(0)).rejects.toThrow(QuarantineFull);
    await send(0, aDevice());
    await send(2_000);
    await expect(send(2_000)).rejects.toThrow(QuarantineFull);
  });
});
