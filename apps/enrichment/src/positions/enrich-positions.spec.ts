import { NOON, FakeClock } from '@yipii/testing';
import { BLANK_MAP } from '@yipii/domain';
import { NotPublished, PartitionLost, newTrace } from '@yipii/platform';
import { topics, type PositionReceived } from '@yipii/protocol';
import { MemoryAssetStates } from './asset-states.memory';
import { AssetPartitions } from './asset-partitions';
import { EnrichPositions } from './enrich-positions';
import { WrittenEvents, aBatch, aFrame, asReceived } from './scenario';

const SECOND = 1000;

async function anOwner(states = new MemoryAssetStates()) {
  const partitions = new AssetPartitions(states, new FakeClock(NOON));
  const written = new WrittenEvents();
  const sut = new EnrichPositions(partitions, BLANK_MAP);
  await partitions.assigned(0);
  let offset = 0;
  return {
    states,
    partitions,
    written,
    run: async (...frames: PositionReceived[]) => {
      await sut.run(aBatch(frames.map(asReceived), written, { firstOffset: offset }));
      offset += frames.length;
    },
  };
}

describe('a received record', () => {
  it('becomes a position as clients see it', async () => {
    const { run, written } = await anOwner();
    await run(
      aFrame(7, [
        {
          attributes: {
            ignition: true,
            satellites: 11,
            odometer: 120_345_600,
            accuracy: 4.5,
            externalVoltage: 13.9,
          },
        },
      ]),
    );
    expect(written.enriched).toEqual([
      {
        id: expect.any(String) as string,
        occurredAt: '2026-06-01T12:00:00.000Z',
        account: { id: 1, key: 'acme' },
        subject: '7',
        traceparent: null,
        event: {
          deviceId: 7,
          protocol: 'teltonika',
          valid: true,
          unstreamed: null,
          location: {
            assetId: 7,
            name: 'Truck 7',
            timestamp: '2026-06-01T12:00:00.000Z',
            receivedAt: '2026-06-01T12:00:01.000Z',
            seq: 1,
            lat: 57.7,
            lng: 11.97,
            altitude: 12,
            speed: 50,
            heading: 90,
            accuracy: 4.5,
            satellites: 11,
            status: 'moving',
            ignition: true,
            odometerKm: 120_345.6,
            address: null,
            attributes: { externalVoltage: 13.9, engineHours: 0 },
          },
        },
      },
    ]);
  });

  it('is streamed once, in order, however often and late it comes', async () => {
    const { run, written } = await anOwner();
    const frame = aFrame(7, [{}, { fixTime: NOON + SECOND }]);
    await run(frame, frame);
    await run(frame, aFrame(7, [{ fixTime: NOON - SECOND }, { fixTime: NOON + SECOND, speed: 9 }]));
    expect(written.enriched.map(({ event }) => [event.location.seq, event.unstreamed])).toEqual([
      [1, null],
      [2, null],
      [2, 'late'],
      [2, 'same_time'],
    ]);
  });

  it.each([
    ['no_fix', { lat: null, lng: null, valid: false }],
    ['insane', { fixTime: 0 }],
    ['insane', { lat: 91 }],
    ['future', { fixTime: NOON + 365 * 86_400_000 }],
  ])('that is %s is stored, not streamed, and moves nothing: %j', async (unstreamed, fields) => {
    const { run, written } = await anOwner();
    await run(aFrame(7, [fields, { fixTime: NOON + 1 }]));
    expect(written.enriched).toMatchObject([
      { event: { unstreamed, location: { seq: 0 } } },
      { event: { unstreamed: null, location: { seq: 1 } } },
    ]);
  });

  it('passes the trace of its frame on to everything that it causes', async () => {
    const { partitions, written } = await anOwner();
    const traceparent = newTrace();
    const ignition = (on: boolean) => ({ attributes: { ignition: on } });
    const telemetry = { lat: null, lng: null, valid: false, speed: null, fixTime: NOON + SECOND };
    const frame = aFrame(7, [ignition(true), { ...telemetry, ...ignition(false) }]);
    const batch = aBatch([{ ...asReceived(frame), traceparent }], written);
    await new EnrichPositions(partitions, BLANK_MAP).run(batch);
    const traces = [...written.enriched, ...written.statuses].map((event) => event.traceparent);
    expect(traces).toEqual([traceparent, traceparent, traceparent]);
  });

  it('that changes ignition or status without being streamed emits an event', async () => {
    const { run, written } = await anOwner();
    const telemetry = { lat: null, lng: null, valid: false, speed: null };
    await run(aFrame(7, [{ attributes: { ignition: true } }]));
    await run(aFrame(7, [{ ...telemetry, fixTime: NOON + SECOND, attributes: { ignition: false } }]));
    await run(aFrame(7, [{ ...telemetry, fixTime: NOON + 2 * SECOND, attributes: { ignition: false } }]));
    expect(written.statuses).toMatchObject([
      {
        occurredAt: '2026-06-01T12:00:01.000Z',
        account: { key: 'acme' },
        subject: '7',
        event: { assetId: 7, status: 'stopped', ignition: false },
      },
    ]);
  });
});

describe('a batch whose outputs were not confirmed', () => {
  it('produces the same outputs when it is delivered again', async () => {
    const { run, written } = await anOwner();
    const frame = aFrame(7, [{}, { fixTime: NOON + SECOND }]);
    written.away = true;
    await expect(run(frame)).rejects.toThrow(NotPublished);
    written.away = false;
    await run(frame);
    expect(written.enriched.map(({ event }) => event.location.seq)).toEqual([1, 2]);
  });
});

describe('odd input', () => {
  const reasons = ({ enriched }: WrittenEvents) => enriched.map(({ event }) => event.unstreamed);

  it('a year of buffered history at once is streamed in order, as far as it is kept', async () => {
    const { run, written } = await anOwner();
    const days = Array.from({ length: 365 }, (_, day) => ({ fixTime: NOON - (365 - day) * 86_400_000 }));
    await run(aFrame(7, days));
    expect(reasons(written).indexOf(null)).toBe(306);
    expect(new Set(reasons(written).slice(306))).toEqual(new Set([null]));
    expect(written.enriched.at(-1)?.event.location).toMatchObject({
      seq: 59,
      timestamp: '2026-05-31T12:00:00.000Z',
    });
  });

  it('two devices on one asset make one stream and one odometer', async () => {
    const { run, written } = await anOwner();
    const of = (deviceId: number, second: number, odometer: number) => ({
      ...aFrame(7, [{ fixTime: NOON + second * SECOND, attributes: { odometer } }], NOON + second * SECOND),
      deviceId,
    });
    await run(of(1, 0, 50_000), of(2, 5, 900_000), of(1, 10, 50_100), of(2, 15, 900_300));
    expect(written.enriched.map(({ event: { location } }) => [location.seq, location.odometerKm])).toEqual([
      [1, 50],
      [2, 50],
      [3, 50.1],
      [4, 50.1],
    ]);
  });

  it('applies the settings of device and asset', async () => {
    const { run, written } = await anOwner();
    const settings = {
      timeZone: 'Europe/Vilnius',
      clockOffsetMs: 0,
      odometerOffsetKm: 1000,
      movingFromKmh: 5,
    };
    const local = { fixTime: NOON + 3 * 3_600_000, attributes: { odometer: 50_000 } };
    await run({ ...aFrame(7, [local]), settings });
    expect(written.enriched[0]?.event.location).toMatchObject({
      timestamp: '2026-06-01T12:00:00.000Z',
      odometerKm: 1050,
    });
  });

  it('survives a clock that jumps ahead and back', async () => {
    const { run, written } = await anOwner();
    await run(
      aFrame(7, [{}]),
      aFrame(7, [{ fixTime: NOON + 400 * SECOND }]),
      aFrame(7, [{ fixTime: NOON + SECOND }]),
    );
    expect(reasons(written)).toEqual([null, 'future', null]);
  });

  it('accepts an event of a newer version without its unknown fields', async () => {
    const { run, written } = await anOwner();
    const newer = { ...aFrame(7, [{}]), mood: 'good' };
    expect(topics.positionReceived.accepts(newer)).toBe(true);
    await run(newer);
    expect(reasons(written)).toEqual([null]);
  });
});

describe('a partition', () => {
  it('continues from the last checkpoint of its former owner', async () => {
    const first = await anOwner();
    await first.run(aFrame(7, [{}]));
    await first.partitions.checkpoint();
    await first.run(aFrame(7, [{ fixTime: NOON + SECOND }]));
    const second = new AssetPartitions(first.states, new FakeClock(NOON));
    expect(await second.assigned(0)).toBe(1);
    const written = new WrittenEvents();
    const frame = aFrame(7, [{ fixTime: NOON + SECOND }]);
    await new EnrichPositions(second, BLANK_MAP).run(
      aBatch([asReceived(frame)], written, { firstOffset: 1 }),
    );
    expect(written.enriched).toEqual(first.written.enriched.slice(1));
  });

  it('is checkpointed when it is released', async () => {
    const first = await anOwner();
    await first.run(aFrame(7, [{}]), aFrame(8, [{}]));
    await first.partitions.revoked(0);
    expect(await new AssetPartitions(first.states, new FakeClock(NOON)).assigned(0)).toBe(2);
    await expect(first.run(aFrame(7, [{}]))).rejects.toThrow(PartitionLost);
  });

  it('that another process took over is dropped at the next checkpoint, which stores nothing', async () => {
    const frozen = await anOwner();
    await frozen.run(aFrame(7, [{}]));
    const next = new AssetPartitions(frozen.states, new FakeClock(NOON));
    await next.assigned(0);
    await frozen.partitions.checkpoint();
    expect(() => frozen.partitions.of(0)).toThrow(PartitionLost);
    expect(next.of(0).get(7)).toBeUndefined();
  });

  it('streams on while the database is away, and stores all of it afterwards', async () => {
    const owner = await anOwner();
    await owner.run(aFrame(7, [{}]));
    owner.states.away = true;
    await owner.partitions.checkpoint();
    await owner.run(aFrame(8, [{}]));
    await owner.partitions.checkpoint();
    expect(owner.written.enriched).toHaveLength(2);
    owner.states.away = false;
    await owner.partitions.checkpoint();
    const next = new AssetPartitions(owner.states, new FakeClock(NOON));
    expect(await next.assigned(0)).toBe(2);
    expect(next.of(0).get(7)?.state.seq).toBe(1);
    expect(next.of(0).get(8)?.state.seq).toBe(1);
  });

  it('rebuilds a damaged state from the last streamed position', async () => {
    const first = await anOwner();
    await first.run(aFrame(7, [{}, { fixTime: NOON + SECOND }]));
    await first.partitions.revoked(0);
    first.states.damage(7);
    const next = new AssetPartitions(first.states, new FakeClock(NOON));
    await next.assigned(0);
    expect(next.of(0).get(7)?.state).toMatchObject({ seq: 2, fixTime: NOON + SECOND, status: 'moving' });
  });
});
