import fc from 'fast-check';
import { aFence, aRule, aWorld, at, clock, METRE, NOON, run } from '../alert.fixture';
import type { AlertCondition } from '../alert-condition';
import type { AlertRecord } from '../alert-input';

const every = { fences: 'all', hysteresisM: 30, maxAccuracyM: 100 } as const;
const entered = aRule({ type: 'geofence.entered', ...every });
const exited = aRule({ type: 'geofence.exited', ...every }, { id: 8 });
const dwelled = aRule({ type: 'geofence.dwelled', ...every, dwellSeconds: 600 }, { id: 9 });
const both = [entered, exited];
const parked: Partial<AlertRecord> = { status: 'stopped', speed: 0, ignition: false };

describe('a fence', () => {
  it('is entered and exited, each with the first fix beyond its edge', () => {
    const drive = [400, 250, 150, 0, -150, -220, -400].map((metres, i) => at(i * 20, metres));
    const { events, told } = run(both, drive);
    expect(told).toEqual(['+entered 40', '+exited 100']);
    expect(events[0]).toMatchObject({
      incident: { ruleId: 7, assetId: 42, type: 'geofence.entered', subject: '31', raisedAt: NOON + 40_000 },
      ...{ change: 'raised', delayed: false, details: { geofenceId: 31, geofenceName: 'Depot' } },
      place: { lat: expect.closeTo(57.7 + 150 * METRE, 6) as number, lng: 11.97 },
    });
  });

  it('in which an asset is when it is seen first is not entered, but exited', () => {
    expect(run(both, [at(0, 0), at(20, 300)]).told).toEqual(['+exited 20']);
  });

  it('that is drawn around an asset is not entered', () => {
    const before = run(both, [at(0, 0), at(20, 0)], { world: aWorld({ fences: [] }) });
    const drawn = aWorld({ fences: [aFence({ since: NOON + 25_000 })] });
    const after = run(both, [at(40, 0), at(60, 400)], { world: drawn, state: before.state });
    expect(after.told).toEqual(['+exited 60']);
  });

  it.each([
    ['jitter outside', [205, 190, 210, 185, 220, 178, 205]],
    ['jitter inside', [100, 195, 205, 190, 215, 225, 190]],
  ])('is not crossed by %s of its edge', (_, metres) => {
    const came = metres[0] === 100 ? [at(-40, 300), at(-20, 100)] : [at(-40, 300)];
    const { told } = run(both, [...came, ...metres.map((north, i) => at(i * 10, north))]);
    expect(told.filter((line) => !line.endsWith('-20'))).toEqual([]);
  });

  it('is entered by one who stays just within its edge', () => {
    expect(run(entered, [at(0, 300), at(20, 190), at(50, 185), at(80, 190)]).told).toEqual(['+entered 20']);
  });

  it('is not crossed by the wandering fixes of an asset that stands', () => {
    const wandering = [0, 60, -30, 90, 55, -80].map((metres, i) => at(100 + i * 60, 190 + metres, parked));
    expect(run(both, [at(0, 400), at(40, 250), at(80, 190), ...wandering]).told).toEqual(['+entered 80']);
  });

  it('is not crossed by one fix that is far from where an asset stands, but by two', () => {
    const stood = [at(0, 400), at(20, 0), at(40, 0, parked), at(340, 0, parked)];
    expect(run(both, [...stood, at(640, 800, parked), at(940, 10, parked)]).told).toEqual(['+entered 20']);
    expect(run(both, [...stood, at(640, 800, parked), at(940, 790, parked)]).told).toEqual([
      '+entered 20',
      '+exited 940',
    ]);
  });

  it('is not crossed by a fix that is farther away than its speed allows', () => {
    expect(run(both, [at(0, 1200), at(20, 900), at(40, 0), at(60, 900)]).told).toEqual([]);
    expect(run(both, [at(0, 1200), at(20, 900), at(40, 0), at(60, 10)]).told).toEqual(['+entered 60']);
  });

  it('is not crossed by vague or doubted fixes', () => {
    const { told } = run(both, [
      at(0, 400),
      at(20, 0, { accuracy: 150 }),
      at(40, 400),
      at(60, 0, { unstreamed: 'jump' }),
      at(80, 400),
    ]);
    expect(told).toEqual([]);
  });

  it('that is small is entered, too', () => {
    const world = aWorld({ fences: [aFence({ radiusM: 20 })] });
    expect(run(both, [at(0, 100), at(20, 5), at(40, -100)], { world }).told).toEqual([
      '+entered 20',
      '+exited 40',
    ]);
  });

  it('is crossed between two fixes, by the line between them', () => {
    const { told } = run(both, [at(0, 400, { speed: 90 }), at(40, -400)]);
    expect(told.map((line) => line.split('.')[0])).toEqual(['+entered 11', '+exited 28']);
  });

  it.each([
    ['touches it', at(0, 185, { lng: 11.96 }), at(40, 185, { lng: 11.98 })],
    ['was hardly straight', at(0, 400), at(300, -400)],
  ])('is not crossed by a line that %s', (_, from, to) => {
    expect(run(both, [from, to]).told).toEqual([]);
  });

  it('across the 180th meridian is crossed like any other', () => {
    const geometry = { type: 'Point', coordinates: [179.999, 57.7] } as const;
    const world = aWorld({ fences: [aFence({ geometry })] });
    const drive = [179.99, 179.9985, -179.9995, -179.99].map((lng, i) => at(i * 40, 0, { lng }));
    expect(run(both, drive, { world }).told).toEqual(['+entered 40', '+exited 120']);
    expect(
      run(both, [at(0, 0, { lng: 179.99, speed: 90 }), at(59, 0, { lng: -179.99 })], { world }).told,
    ).toHaveLength(2);
  });

  const square = (metres: number) => {
    const [x, y] = [metres * METRE * 1.87, metres * METRE];
    return [[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]].map(([lng = 0, lat = 0]) => [11.97 + lng, 57.7 + lat] as const); // prettier-ignore
  };

  it('with a hole is exited into the hole', () => {
    const geometry = { type: 'Polygon', coordinates: [square(500), square(200)] } as const;
    const world = aWorld({ fences: [aFence({ geometry, radiusM: null })] });
    const drive = [700, 400, 0, -400, -700].map((metres, i) => at(i * 30, metres));
    expect(run(both, drive, { world }).told).toEqual([
      '+entered 30',
      '+exited 60',
      '+entered 90',
      '+exited 120',
    ]);
  });

  it('may be a corridor', () => {
    const geometry = { type: 'LineString', coordinates: [[11.95, 57.7], [11.99, 57.7]] } as const; // prettier-ignore
    const world = aWorld({ fences: [aFence({ geometry, radiusM: null, widthM: 200 })] });
    const drive = [300, 50, 40, 160].map((metres, i) => at(i * 20, metres));
    expect(run(both, drive, { world }).told).toEqual(['+entered 20', '+exited 60']);
  });

  it('counts only if it is chosen', () => {
    const other = aRule({ type: 'geofence.entered', ...every, fences: [32] });
    const chosen = aRule({ type: 'geofence.entered', ...every, fences: [31, 32] });
    const drive = [at(0, 400), at(20, 0)];
    expect([run(other, drive).told, run(chosen, drive).told]).toEqual([[], ['+entered 20']]);
  });
});

describe('a dwell', () => {
  const came = [at(0, 400), at(20, 0)];

  it('is raised when it has lasted long enough, and cleared by the exit', () => {
    const { told, events } = run(dwelled, [...came, at(300, 50), at(640, 10), at(700, 10), at(900, 300)]);
    expect(told).toEqual(['+dwelled 620', '-dwelled 900']);
    expect(events.map(({ details }) => details.dwellSeconds)).toEqual([600, 880]);
  });

  it('needs a fix that is still inside', () => {
    expect(run(dwelled, [...came, at(300, 50), at(640, 300)]).told).toEqual([]);
  });

  it('of a parked asset is raised by the clock, as if its next record had been waited for', () => {
    const records = [...came, at(60, 0, parked), at(360, 0, parked)];
    const late = at(680, 0, parked);
    expect(run(dwelled, records).state.dueAt).toBe(NOON + 620_000);
    const byClock = run(dwelled, [...records, clock(619), clock(620), late]);
    expect(byClock.told).toEqual(['+dwelled 620']);
    expect(run(dwelled, [...records, late]).events).toEqual(byClock.events);
  });

  it('begins anew for one who was unseen and comes to light elsewhere', () => {
    expect(run(dwelled, [...came, at(500, 150), at(640, 150), at(1120, 150)]).told).toEqual([
      '+dwelled 1100',
    ]);
  });

  it('of an asset whose records are overdue is not raised by the clock', () => {
    const records = [...came, at(60, 0, parked), at(120, 0, parked)];
    expect(run(dwelled, [...records, clock(620), clock(3000)]).told).toEqual([]);
    expect(run(dwelled, [...came, clock(620)]).told).toEqual([]);
  });

  it('is cleared once when its fence is deleted, and when it is drawn anew', () => {
    const { state, told } = run(dwelled, [...came, at(640, 0)]);
    expect(told).toEqual(['+dwelled 620']);
    const deleted = run(dwelled, [clock(700), clock(800), at(820, 0)], {
      world: aWorld({ fences: [] }),
      state,
    });
    expect(deleted.told).toEqual(['-dwelled 700']);
    const drawn = aWorld({ fences: [aFence({ since: NOON + 650_000, radiusM: 300 })] });
    const again = run(dwelled, [clock(700), at(720, 0), at(1400, 0)], { world: drawn, state });
    expect(again.told).toEqual(['-dwelled 650', '+dwelled 1320']);
  });
});

describe('any drive', () => {
  const drives = fc.array(fc.record({ step: fc.integer({ min: 1, max: 90 }), north: fc.integer({ min: -500, max: 500 }), status: fc.constantFrom('moving', 'stopped') }), { maxLength: 60 }); // prettier-ignore

  it('enters and exits in turn, and dwells are cleared before they are raised again', () => {
    fc.assert(
      fc.property(drives, (steps) => {
        let seconds = 0;
        const records = steps.map(({ step, north, status }) => at((seconds += step), north, { status: status as 'moving' })); // prettier-ignore
        const short: AlertCondition = { type: 'geofence.dwelled', ...every, dwellSeconds: 120 };
        const { told, events } = run([entered, exited, aRule(short, { id: 9 })], records);
        const turns = told.filter((line) => !line.includes('dwelled')).map((line) => line.slice(1, 3));
        expect(turns.every((turn, i) => turn !== turns[i - 1])).toBe(true);
        const dwells = events.filter(({ incident }) => incident.type === 'geofence.dwelled');
        expect(dwells.every(({ change }, i) => (change === 'raised') === (i % 2 === 0))).toBe(true);
        expect(new Set(dwells.map((event) => JSON.stringify([event.change, event.incident]))).size).toBe(
          dwells.length,
        );
      }),
      { seed: 14, numRuns: 200 },
    );
  });
});
