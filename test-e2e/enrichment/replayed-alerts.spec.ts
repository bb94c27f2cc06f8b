import { prepareFence, type AlertCondition } from '@yipii/domain';
import type { Envelope, PositionEnriched } from '@yipii/protocol';
import { seededRandom, simulateDay } from '@yipii/simulator';
import { asReceived } from '../../apps/enrichment/src/positions/scenario';
import type { RuleOfAssets } from '../../apps/alerting/src/rules/account-rules';
import { EnrichedDay } from './enrich-day';
import { AlertOwner, MemoryAlertStates, MemoryRules } from './followed-alerts';

/** REPLAY=full: the whole fleet. */
const VEHICLES = process.env.REPLAY === 'full' ? 50 : 8;
const SEED = 20261123;
const START = Date.UTC(2026, 5, 1);
const KILLS = 50;
const EDITS = 10;
const BATCH = 100;
const FENCE_EDGE = { fences: 'all', hysteresisM: 20, maxAccuracyM: 100 } as const;

const CONDITIONS: readonly AlertCondition[] = [
  { type: 'geofence.entered', ...FENCE_EDGE },
  { type: 'geofence.dwelled', ...FENCE_EDGE, dwellSeconds: 600 },
  {
    ...{ type: 'speed.exceeded', limit: { by: 'fixed', kmh: 45 } },
    ...{ hysteresisKmh: 3, minSeconds: 10, maxAccuracyM: 100 },
  },
  { type: 'device.idling', minSeconds: 120 },
  { type: 'device.low_voltage', belowVolts: 13, hysteresisVolts: 0.3, minSeconds: 0 },
];

const FENCE = prepareFence({
  ...{ id: 31, name: 'Centre', since: START - 1, radiusM: 500, widthM: null },
  geometry: { type: 'Point', coordinates: [11.97, 57.705] },
});

/** The edit makes another rule of it, which is in force from then on. */
function ruleOf(index: number, since: number): RuleOfAssets {
  const condition = CONDITIONS[index % CONDITIONS.length];
  if (!condition) throw new Error('there is none');
  return {
    rule: {
      ...{
        id: (index % CONDITIONS.length) + 1,
        name: `Rule ${index}`,
        severity: 'warning',
        condition,
        since,
      },
      ...{ schedule: null, cooldownSeconds: 60, maxAgeSeconds: null },
    },
    ...{ assetIds: null, groupIds: [] },
  };
}

describe('the alerts of a day whose owner is killed at 50 moments, with rules that are edited before the replay', () => {
  let events: readonly Envelope<PositionEnriched>[];
  let assets: readonly number[];

  beforeAll(async () => {
    const { frames } = simulateDay({ vehicles: VEHICLES, seed: SEED, start: START });
    const day = new EnrichedDay();
    await day.run(frames.map(asReceived));
    events = day.written.enriched;
    assets = [...new Set(events.map(({ event }) => event.location.assetId))];
  });

  /** By the offset of a batch; what happens to each kill is decided by its place. */
  function plan(random: () => number, count: number): ReadonlySet<number> {
    const batches = Math.floor(events.length / BATCH);
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(Math.floor(random() * batches) * BATCH);
    return chosen;
  }

  async function follow(kills: ReadonlySet<number>, edits: ReadonlySet<number>): Promise<string[]> {
    const states = new MemoryAlertStates();
    const rules = new MemoryRules({
      ...{ fences: [FENCE], groups: [] },
      assets: assets.map((id) => ({ id, speedLimit: null })),
    });
    CONDITIONS.forEach((_, index) => rules.rules.set(index + 1, ruleOf(index, START - 1)));
    let owner = await AlertOwner.take(states, rules);
    let [kill, edit] = [0, 0];
    for (let offset = 0; offset < events.length; offset += BATCH) {
      const batch = events.slice(offset, offset + BATCH);
      const isEdited = edits.has(offset);
      if (kills.has(offset)) {
        // Nothing of an edited rule may be stored before the edit.
        const isStored = kill++ % 2 === 0 && !isEdited;
        states.fate = isStored ? 'killed after the commit' : 'killed before the commit';
        await owner.run(batch, offset).catch(() => undefined);
        states.fate = 'goes on';
      }
      if (isEdited) {
        const since = Date.parse(batch[0]?.event.location.receivedAt ?? '');
        const rule = ruleOf(edit++, since);
        rules.rules.set(rule.rule.id, rule);
        await owner.hear({ kind: 'alert_rule', id: rule.rule.id, version: edit });
      }
      if (kills.has(offset)) owner = await AlertOwner.take(states, rules);
      await owner.run(batch, offset);
    }
    return states.stored;
  }

  it('are those of an undisturbed run, ids included', async () => {
    const random = seededRandom(SEED);
    const edits = plan(random, EDITS);
    const kills = new Set([...edits, ...plan(random, KILLS - EDITS)]);
    const calm = await follow(new Set(), edits);
    const disturbed = await follow(kills, edits);
    expect(disturbed).toEqual(calm);
    expect(new Set(calm).size).toBe(calm.length);
    expect(calm.length).toBeGreaterThan(VEHICLES * 5);
  });
});
