import fc from 'fast-check';
import { aFence, aRule, aWorld, at, clock, NOON, run } from './alert.fixture';
import { withdrawRules } from './follow-asset';
import type { ConditionOf } from './alert-condition';
import type { AlertInput } from './alert-input';
import { NEW_ASSET_ALERTS, type AssetAlerts } from './alert-state';

const speeding: ConditionOf<'speed.exceeded'> = {
  type: 'speed.exceeded',
  limit: { by: 'fixed', kmh: 80 },
  ...{ hysteresisKmh: 5, minSeconds: 30, maxAccuracyM: 100 },
};
const sos = { type: 'device.sos' } as const;
const alarm = { attributes: { alarm: 'sos' } };
const speeds = (...all: number[]) => all.map((speed, i) => at(i * 20, 0, { speed }));
const hours = (from: string, to: string) => ({ timezone: 'UTC', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from, to }] }); // prettier-ignore

describe('speeding', () => {
  it('is raised as soon as it has lasted, and cleared when it is slower by the hysteresis', () => {
    const { told, events } = run(aRule(speeding), speeds(70, 90, 85, 120, 78, 90, 75));
    expect(told).toEqual(['+exceeded 50', '-exceeded 120']);
    expect(events.map(({ details }) => details)).toEqual([
      { limit: 80, speed: 120, peak: 120, durationSeconds: 30 },
      { limit: 80, speed: 120, peak: 120, durationSeconds: 100 },
    ]);
  });

  it('that is over too soon is none', () => {
    expect(run(aRule(speeding), speeds(90, 90, 70, 90, 70)).told).toEqual([]);
  });

  it('is not guessed between two fixes that are far apart in time', () => {
    expect(run(aRule(speeding), [at(0, 0, { speed: 90 }), at(600, 0, { speed: 90 })]).told).toEqual([]);
  });

  it('is frozen while the fix is doubted or jammed', () => {
    const drive = [
      at(0, 0, { speed: 90 }),
      ...[20, 40, 60].map((s) => at(s, 0, { speed: 0, unstreamed: 'jump' })),
    ];
    expect(run(aRule(speeding), [...drive, at(80, 0, { speed: 90 })]).told).toEqual(['+exceeded 30']);
    const jammed = [0, 20, 40, 60].map((s) => at(s, 0, { speed: 200, attributes: { alarm: 'jamming' } }));
    expect(run(aRule(speeding), jammed).told).toEqual([]);
  });

  const limits = [
    ['of the asset', { by: 'asset', overKmh: 10 }, aWorld({ speedLimit: 50 }), 60],
    ['of no asset', { by: 'asset', overKmh: 10 }, aWorld(), undefined],
    ['of the street', { by: 'street', overKmh: 5 }, aWorld(), 75],
    ['of a fence', { by: 'geofence', fences: [{ geofenceId: 31, kmh: 30 }, { geofenceId: 9, kmh: 20 }] }, aWorld(), 30],
    ['of a fence elsewhere', { by: 'geofence', fences: [{ geofenceId: 9, kmh: 20 }] }, aWorld(), undefined],
  ] as const; // prettier-ignore

  it.each(limits)('by the limit %s', (_, limit, world, expected) => {
    const drive = [0, 20, 40].map((s) => at(s, 0, { speed: 80, attributes: { speedLimit: 70 } }));
    const { events } = run(aRule({ ...speeding, limit }), drive, { world });
    expect(events[0]?.details.limit).toBe(expected);
  });
});

describe('a rule', () => {
  it('raises nothing again within its cooldown, nor what is still so after it, twice', () => {
    const rule = aRule({ ...speeding, minSeconds: 0 }, { cooldownSeconds: 90 });
    expect(run(rule, speeds(90, 70, 90, 70, 90, 90, 90, 70)).told).toEqual(
      ['+exceeded 0', '-exceeded 20', '+exceeded 90', '-exceeded 140'], // prettier-ignore
    );
    const once = aRule(sos, { cooldownSeconds: 600 });
    expect(run(once, [at(0, 0, alarm), at(300, 0, alarm), at(700, 0, alarm)]).told).toEqual([
      '+sos 0',
      '+sos 700',
    ]);
  });

  it('raises nothing by records that are too old, which still clear', () => {
    const rule = aRule({ ...speeding, minSeconds: 0 }, { maxAgeSeconds: 600 });
    const old = { receivedAt: NOON + 3_600_000 };
    expect(run(rule, [at(0, 0, { speed: 90, ...old })]).told).toEqual([]);
    expect(run(rule, [at(0, 0, { speed: 90 }), at(20, 0, { speed: 50, ...old })]).told).toEqual([
      '+exceeded 0',
      '-exceeded 20',
    ]);
  });

  it('marks what was buffered as delayed, and does not evaluate what is late', () => {
    const backlog = [90, 90, 90, 60].map((speed, i) =>
      at(i * 20, 0, { speed, receivedAt: NOON + 1_800_000 }),
    );
    expect(run(aRule(speeding), backlog).events.map(({ delayed }) => delayed)).toEqual([true, true]);
    const late = [90, 90, 90].map((speed, i) =>
      at(i * 20, 0, { speed, receivedAt: NOON + 1_800_000, unstreamed: 'late' }),
    );
    expect(run(aRule(speeding), [at(1000, 0), ...late]).told).toEqual([]);
  });

  it('holds by its schedule: what is raised ends when that closes, and begins again when it opens', () => {
    const rule = aRule({ type: 'device.idling', minSeconds: 60 }, { schedule: hours('12:10', '12:02') });
    const idling = Array.from({ length: 20 }, (_, i) =>
      at(i * 60, 0, { status: 'idling' as const, speed: 0 }),
    );
    expect(run(rule, idling).told).toEqual(['+idling 60', '-idling 120', '+idling 660']);
    expect(run(aRule(sos, { schedule: hours('13:00', '14:00') }), [at(0, 0, alarm)]).told).toEqual([]);
  });

  it('ends at the close of its schedule by the clock, too', () => {
    const rule = aRule({ ...speeding, minSeconds: 0 }, { schedule: hours('08:00', '12:02') });
    const raised = run(rule, [at(0, 0, { speed: 90 })]);
    expect(raised.state.dueAt).toBe(NOON + 120_000);
    expect(run(rule, [clock(125)], { state: raised.state }).told).toEqual(['-exceeded 120']);
  });

  it('that is edited clears what it raised, once, and begins anew', () => {
    const rule = aRule({ ...speeding, minSeconds: 0 });
    const { state } = run(rule, speeds(90));
    const edited = { ...rule, since: NOON + 10_000 };
    expect(run(edited, [clock(11), clock(12), ...speeds(90, 90)], { state }).told).toEqual([
      '-exceeded 10',
      '+exceeded 20',
    ]);
  });

  it('that is deleted clears what it raised, once', () => {
    const { state } = run(aRule({ ...speeding, minSeconds: 0 }), speeds(90));
    const gone = withdrawRules(state, new Map(), NOON + 5_000, 42);
    expect(gone.events).toMatchObject([
      { change: 'cleared', at: NOON + 5_000, incident: { ruleId: 7, assetId: 42, raisedAt: NOON } },
    ]);
    expect(withdrawRules(gone.state, new Map(), NOON + 6_000, 42).events).toEqual([]);
  });

  it('does not evaluate what was before it', () => {
    const rule = aRule({ ...speeding, minSeconds: 0 }, { since: NOON + 30_000 });
    expect(run(rule, speeds(90, 90, 90)).told).toEqual(['+exceeded 40']);
  });
});

describe('maintenance', () => {
  const odometer = { type: 'maintenance', basis: 'odometer', dueAt: 1000, warnBefore: 50 } as const;
  const kms = (...all: (number | null)[]) => all.map((odometerKm, i) => at(i * 60, 0, { odometerKm }));

  it('by distance is upcoming, then due until it is done', () => {
    const { told, events, state } = run(aRule(odometer), kms(900, 951, null, 999, 1000, 1001, 999));
    expect(told).toEqual(['+upcoming 60', '-upcoming 240', '+due 240']);
    expect(events[0]?.details).toEqual({ basis: 'odometer', dueAtKm: 1000, currentKm: 951 });
    const done = aRule({ ...odometer, dueAt: 16_000 }, { since: NOON + 400_000 });
    expect(run(done, [clock(500), at(560, 0, { odometerKm: 1002 })], { state }).told).toEqual(['-due 400']);
  });

  it('by engine hours', () => {
    const rule = aRule({ ...odometer, basis: 'engine_hours', dueAt: 500, warnBefore: 0 });
    const run500 = [499, 500].map((engineHours, i) => at(i * 60, 0, { attributes: { engineHours } }));
    expect(run(rule, run500).told).toEqual(['+due 60']);
  });

  it('by date comes at its time, whether or not anything is reported', () => {
    const rule = aRule({
      type: 'maintenance',
      basis: 'date',
      dueAt: NOON + 7_200_000,
      warnBefore: 3_600_000,
    });
    const first = run(rule, [clock(0)]);
    expect(first.state.dueAt).toBe(NOON + 3_600_000);
    expect(run(rule, [clock(3601), clock(7300), clock(9000)], { state: first.state }).told).toEqual(
      ['+upcoming 3600', '-upcoming 7200', '+due 7200'], // prettier-ignore
    );
    expect(run(rule, [at(0, 0), at(9000, 0)]).told).toEqual([
      '+upcoming 3600',
      '-upcoming 7200',
      '+due 7200',
    ]);
  });
});

describe('any sequence of inputs', () => {
  const rules = [
    aRule({ ...speeding, minSeconds: 30 }),
    aRule({ type: 'device.idling', minSeconds: 120 }, { id: 8, cooldownSeconds: 300 }),
    aRule({ type: 'device.offline', afterSeconds: 400 }, { id: 9, schedule: hours('11:00', '12:20') }),
    aRule({ type: 'geofence.dwelled', fences: 'all', hysteresisM: 30, maxAccuracyM: 100, dwellSeconds: 300 }, { id: 10 }), // prettier-ignore
    aRule({ type: 'device.jamming' }, { id: 11 }),
  ];
  const record = fc.record({
    step: fc.integer({ min: 1, max: 300 }),
    north: fc.integer({ min: -400, max: 400 }),
    speed: fc.integer({ min: 0, max: 120 }),
    status: fc.constantFrom('moving' as const, 'idling' as const, 'stopped' as const),
    unstreamed: fc.constantFrom(null, null, null, 'jump', 'late', 'no_fix'),
    alarm: fc.constantFrom('', '', '', '', 'jamming'),
  });

  it('raises and clears in turn, and comes to the same however often the clock is followed', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 50 }), fc.integer({ min: 7, max: 200 }), (steps, every) => {
        let seconds = 0;
        const inputs: AlertInput[] = [];
        const ticking: AlertInput[] = [];
        for (const { step, north, alarm: name, ...fields } of steps) {
          for (let tick = seconds + every; tick < seconds + step; tick += every)
            ticking.push(clock(tick + 1));
          seconds += step;
          const input = at(seconds, north, { ...fields, attributes: { alarm: name } });
          inputs.push(input);
          ticking.push(input);
        }
        const plain = run(rules, inputs, { world: aWorld({ fences: [aFence()] }) });
        const ticked = run(rules, ticking, { world: aWorld({ fences: [aFence()] }) });
        expect([...ticked.told].sort()).toEqual([...plain.told].sort());
        expect(openAfter(plain.events)).toEqual(raisedIn(plain.state));
      }),
      { seed: 14, numRuns: 300 },
    );
  });

  /** Fails if anything is raised twice, or cleared without a raise. */
  function openAfter(events: ReturnType<typeof run>['events']): string[] {
    const open = new Set<string>();
    const ids = new Set<string>();
    for (const { change, incident } of events) {
      const id = JSON.stringify(incident);
      if (change === 'cleared') expect(open.delete(id)).toBe(true);
      else {
        expect(ids.has(id)).toBe(false);
        ids.add(id);
        open.add(id);
      }
    }
    return [...open].sort();
  }

  function raisedIn({ rules: states }: AssetAlerts): string[] {
    return [...states]
      .flatMap(([ruleId, { watches }]) =>
        [...watches].flatMap(([subject, { raised }]) =>
          raised
            ? [
                JSON.stringify({
                  ruleId,
                  assetId: 42,
                  type: raised.type,
                  subject,
                  raisedAt: raised.at,
                }),
              ]
            : [],
        ),
      )
      .sort();
  }

  it('begins with nothing', () => {
    expect(run(rules, []).state).toEqual(NEW_ASSET_ALERTS);
  });
});
