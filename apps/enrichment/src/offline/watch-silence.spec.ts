import { NOON, FakeClock } from '@yipii/testing';
import { BLANK_MAP } from '@yipii/domain';
import { Health } from '@yipii/platform';
import { MemoryAssetStates } from '../positions/asset-states.memory';
import { AssetPartitions } from '../positions/asset-partitions';
import { EnrichPositions } from '../positions/enrich-positions';
import { WrittenEvents, aBatch, aFrame, asReceived } from '../positions/scenario';
import { OfflineSettings, type OfflineSetting } from './offline-settings.ports';
import { listeningToDevices } from './listening-to-devices';
import { WatchSilence } from './watch-silence';

const MINUTE = 60_000;
const telemetry = { lat: null, lng: null, valid: false, speed: null };

class SetSettings extends OfflineSettings {
  /** For each time that settings were asked for, of how many assets. */
  readonly asked: number[] = [];

  constructor(readonly afterMs: ReadonlyMap<number, number>) {
    super();
  }

  settingsOf(assetIds: readonly number[]): Promise<ReadonlyMap<number, OfflineSetting>> {
    this.asked.push(assetIds.length);
    const settings = [...this.afterMs].map(([assetId, afterMs]) => ({ assetId, version: 1, afterMs }));
    return Promise.resolve(new Map(settings.map((setting) => [setting.assetId, setting])));
  }
}

async function aWatch(afterMs = new Map<number, number>()) {
  const settings = new SetSettings(afterMs);
  const clock = new FakeClock(NOON);
  const health = new Health();
  const partitions = new AssetPartitions(new MemoryAssetStates(), clock);
  await partitions.assigned(0);
  const written = new WrittenEvents();
  const sut = new WatchSilence(partitions, settings, written, listeningToDevices(health, clock), clock);
  const enrich = new EnrichPositions(partitions, BLANK_MAP);
  let offset = 0;
  return {
    clock,
    health,
    written,
    settings,
    partitions,
    changed: (assetId: number) => sut.changed({ kind: 'asset', id: assetId, version: 2 }),
    hear: (assetId: number, fields = {}, lag = 0) =>
      enrich.run(
        aBatch([asReceived(aFrame(assetId, [{ fixTime: clock.now(), ...fields }], clock.now()))], written, {
          firstOffset: offset++,
          lag,
        }),
      ),
    /** A round every second, as in production. */
    pass: async (ms: number) => {
      for (const end = clock.now() + ms; clock.now() < end;) {
        clock.advance(1000);
        await sut.run();
      }
    },
  };
}

describe('a silent asset', () => {
  it('is offline once, 15 minutes after it was last heard of', async () => {
    const watch = await aWatch();
    await watch.hear(7);
    await watch.pass(15 * MINUTE - 1000);
    expect(watch.written.statuses).toEqual([]);
    await watch.pass(30 * MINUTE);
    expect(watch.written.statuses).toMatchObject([
      {
        occurredAt: '2026-06-01T12:15:00.000Z',
        account: { key: 'acme' },
        event: { assetId: 7, status: 'offline' },
      },
    ]);
  });

  it('uses its own timeout where one is configured', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    await watch.hear(8);
    await watch.pass(2 * MINUTE);
    expect(watch.written.statuses.map(({ event }) => event.assetId)).toEqual([7]);
  });

  it('is offline at once when its timeout becomes shorter', async () => {
    const afterMs = new Map([[7, 60 * MINUTE]]);
    const watch = await aWatch(afterMs);
    await watch.hear(7);
    await watch.pass(10 * MINUTE);
    afterMs.set(7, 5 * MINUTE);
    watch.changed(8);
    await watch.pass(2000);
    expect(watch.written.statuses).toEqual([]);
    watch.changed(7);
    await watch.pass(2000);
    expect(watch.written.statuses).toHaveLength(1);
  });

  it('costs a round nothing before its time has come, nor afterwards', async () => {
    const watch = await aWatch();
    await watch.hear(7);
    await watch.hear(8);
    await watch.pass(2000);
    watch.settings.asked.length = 0;
    await watch.pass(14 * MINUTE);
    expect(watch.settings.asked).toEqual([]);
    await watch.pass(MINUTE);
    expect(watch.written.statuses).toHaveLength(2);
    await watch.partitions.checkpoint();
    watch.settings.asked.length = 0;
    await watch.pass(60 * MINUTE);
    expect(watch.settings.asked.filter((assets) => assets > 0)).toEqual([]);
    expect(watch.partitions.of(0).get(7)?.state.status).toBe('offline');
  });

  it('is back online with any record, and can go again', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    await watch.pass(2 * MINUTE);
    await watch.hear(7, telemetry);
    await watch.pass(2 * MINUTE);
    expect(watch.written.statuses.map(({ event }) => event.status)).toEqual(['offline', 'moving', 'offline']);
    expect(new Set(watch.written.statuses.map(({ id }) => id)).size).toBe(3);
  });
});

describe('an outage of the history database', () => {
  it('does not keep a silent asset from being declared offline', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    watch.health.register('progress of history on position.enriched.v1', () => 'failing');
    await watch.pass(2 * MINUTE);
    expect(watch.written.statuses).toHaveLength(1);
  });
});

describe('an outage of ours declares nothing offline', () => {
  it('when a dependency was unavailable', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    watch.health.register('log', () => 'away');
    await watch.pass(10 * MINUTE);
    watch.health.register('log', () => null);
    await watch.pass(MINUTE - 1000);
    expect(watch.written.statuses).toEqual([]);
    await watch.pass(2000);
    expect(watch.written.statuses).toHaveLength(1);
  });

  it('when the process was suspended', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    watch.clock.advance(10 * MINUTE);
    await watch.pass(MINUTE - 1000);
    expect(watch.written.statuses).toEqual([]);
  });

  it('when the log did not accept the message', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    watch.written.away = true;
    await watch.pass(5 * MINUTE);
    watch.written.away = false;
    await watch.pass(MINUTE - 2000);
    expect(watch.written.statuses).toEqual([]);
    expect(watch.partitions.of(0).get(7)?.state.status).toBe('moving');
  });

  it('when unread events are waiting', async () => {
    const watch = await aWatch(new Map([[7, MINUTE]]));
    await watch.hear(7);
    await watch.hear(8, {}, 1000);
    await watch.pass(10 * MINUTE);
    expect(watch.written.statuses).toEqual([]);
  });
});
