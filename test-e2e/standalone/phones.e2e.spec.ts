import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SeedAccount, WorkerUnitOfWork } from '@yipii/persistence';
import { WorkerDatabase, openPool } from '@yipii/platform';
import { createMigratedDatabase, eventually, type TestDatabase } from '@yipii/testing';
import { AppProcess, endLeftovers } from '../support/app-process';

const MINUTE = 60;
/** Degrees of latitude to a metre. */
const METRE = 1 / 111_195;
const FIFTY_KMH = 50 / 3.6;
const KNOTS = 1 / 1.852;
/** Seconds since 1970: what is played lies in the past, as what a phone has buffered. */
const BEGIN = Math.floor(Date.now() / 1000) - 4 * 3600;

type Report = Readonly<Record<string, number | string>>;

/** So many seconds after the beginning, so many metres to the north of where it began. */
function at(seconds: number, metres: number, fields: Report = {}): Report {
  return { timestamp: BEGIN + seconds, lat: 57.7 + metres * METRE, lon: 11.97, ...fields };
}

function every(step: number, from: number, to: number, make: (second: number) => Report): Report[] {
  return Array.from({ length: Math.floor((to - from) / step) }, (_, i) => make(from + i * step));
}

/** Five minutes at 50 km/h, then five minutes at the end of the way. */
const drive = (step: number, fields: Report = {}) =>
  every(step, 0, 10 * MINUTE, (s) => at(s, Math.min(s, 5 * MINUTE) * FIFTY_KMH, fields));
const wander = (s: number) => ((s * 7919) % 121) - 60;
const hour = [
  ...every(30, 0, 10 * MINUTE, (s) => at(s, 0, { speed: 0 })),
  ...every(30, 10 * MINUTE, 20 * MINUTE, (s) => at(s, (s - 600) * FIFTY_KMH, { speed: 27 })),
  ...every(30, 20 * MINUTE, 30 * MINUTE, (s) => at(s, 600 * FIFTY_KMH, { speed: 0 })),
];
const newestFirst = [...hour.slice(0, 5), ...hour.slice(5, 50).reverse(), ...hour.slice(50)];

interface Case {
  readonly reports: readonly Report[];
  /** Of each trip, km. */
  readonly trips: readonly number[];
  /** Of each stop, seconds from the beginning to its end; null: it lasts. */
  readonly stops: readonly (readonly [number, number | null])[];
  readonly reasons?: readonly (string | null)[];
}

const LEG = 4.17;

const CASES: Readonly<Record<string, Case>> = {
  'no speed, each second': { reports: drive(1), trips: [LEG], stops: [[300, null]] },
  'no speed, each 30 s': { reports: drive(30), trips: [LEG], stops: [[300, null]] },
  'jitter indoors': {
    reports: every(MINUTE, 0, 120 * MINUTE, (s) => at(s, wander(s), { accuracy: 60 })),
    trips: [],
    stops: [[0, null]],
  },
  'a speed of 0': { reports: drive(30, { speed: 0 }), trips: [LEG], stops: [[300, null]] },
  'a speed that is stuck': {
    reports: [
      ...drive(30, { speed: 27 }).slice(0, 10),
      ...every(30, 300, 3600, (s) => at(s, 300 * FIFTY_KMH, { speed: 4.3 * KNOTS })),
    ],
    trips: [LEG],
    stops: [[300, null]],
  },
  'an odometer of 0': {
    reports: drive(30, { odometer: 0 }).map((report, i) => ({ ...report, speed: i < 10 ? 27 : 0 })),
    trips: [LEG],
    stops: [[300, null]],
  },
  'one report in an hour, each far from the last': {
    reports: every(60 * MINUTE, 0, 240 * MINUTE, (s) => at(s, s * 10, { speed: 0 })),
    trips: [],
    stops: [],
    reasons: [null],
  },
  'an airport far away': {
    reports: every(10, 0, 10 * MINUTE, (s) =>
      s >= 120 && s < 300 ? at(s, 1_500_000, { speed: 0 }) : at(s, s * FIFTY_KMH, { speed: 27 }),
    ),
    trips: [8.19],
    stops: [],
    reasons: [null, 'jump'],
  },
  'oldest first': {
    reports: hour,
    trips: [8.33],
    stops: [
      [0, 600],
      [1200, null],
    ],
  },
  'newest first': {
    reports: newestFirst,
    trips: [8.33],
    stops: [
      [0, 600],
      [1200, null],
    ],
    reasons: [null, 'late'],
  },
  'a first date of 2004': {
    reports: [at(0, 0, { timestamp: 1_072_915_200 }), at(0, 0, { speed: 0 }), at(600, 0, { speed: 0 })],
    trips: [],
    stops: [[0, null]],
    reasons: [null, 'insane'],
  },
  'a first stop of a minute': {
    reports: [
      at(0, 0, { speed: 0 }),
      ...every(30, 60, 600, (s) => at(s, (s - 60) * FIFTY_KMH, { speed: 27 })),
    ],
    trips: [7.08],
    stops: [],
  },
};

describe('what phones and trackers really send, through the port of a running standalone', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-phones-'));
  const names = Object.keys(CASES);
  let database: TestDatabase;
  let worker: WorkerDatabase;
  let app: AppProcess;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    database = await createMigratedDatabase();
    worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 2));
    const assets = names.map((name) => ({ name, uniqueId: idOf(name), protocol: 'osmand' }));
    await new SeedAccount(new WorkerUnitOfWork(worker)).run({ key: 'phones', name: 'Phones', assets });
    app = await AppProcess.start('standalone', {
      ...{ API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'osmand:0', DEMO: 'off' },
      ...{ DATA_DIR: path.join(folder, 'data'), DATABASE_URL: database.url },
      ENRICHMENT_CHECKPOINT_MS: '100',
    });
  }, 90_000);

  afterAll(async () => {
    await app.end('SIGTERM');
    await endLeftovers();
    await worker.pool.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(names)('%s', async (name) => {
    const played = CASES[name];
    if (!played) throw new Error('no such case');
    for (const report of played.reports) await send({ id: idOf(name), ...report });
    const tolerance = 0.05 + Math.max(0, ...played.trips) * 0.02;
    await eventually(
      async () => {
        const { trips, stops, history } = await resultOf(name);
        expect(history.reduce((sum, { count }) => sum + count, 0)).toBe(played.reports.length);
        if (played.reasons) expect(history.map(({ unstreamed }) => unstreamed)).toEqual(played.reasons);
        expect(trips.map((km, i) => Math.abs(km - (played.trips[i] ?? NaN)) <= tolerance || km)).toEqual(
          played.trips.map(() => true),
        );
        expect(stops).toHaveLength(played.stops.length);
        stops.forEach((stop, i) => expectSeconds(stop, played.stops[i] ?? []));
      },
      { timeoutMs: 30_000 },
    );
  });

  it('packs what a phone had buffered for days, once it has settled', async () => {
    const [first = ''] = names;
    const asset = '(SELECT id FROM asset WHERE name = $1)';
    const day = BEGIN - 5 * 24 * 60 * MINUTE;
    const ofDay = `asset_id = ${asset} AND fix_time < to_timestamp($2)`;
    for (let n = 0; n < 20; n += 1) await send({ ...at(n, n), id: idOf(first), timestamp: day + n });
    const values = [first, day + MINUTE];
    await eventually(async () => {
      const { rowCount } = await worker.pool.query(`SELECT FROM position WHERE ${ofDay}`, values);
      expect(rowCount).toBe(20);
    });
    await worker.pool.query('UPDATE track_outline SET due_at = now(), pack_at = now()');
    await eventually(async () => {
      const left = await worker.pool.query(`SELECT FROM position WHERE ${ofDay}`, values);
      const packs = await worker.pool.query(
        `SELECT sum(records)::int AS records FROM packed_positions WHERE asset_id = ${asset}`,
        [first],
      );
      expect([left.rowCount, packs.rows]).toEqual([0, [{ records: 20 }]]);
    });
  });

  async function send(report: Report): Promise<void> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(report)) query.set(name, String(value));
    const response = await fetch(`http://127.0.0.1:${app.port('osmand')}/?${query.toString()}`);
    expect(response.status).toBe(200);
  }

  async function resultOf(name: string) {
    const rows = async <Row extends object>(sql: string): Promise<Row[]> =>
      (await worker.pool.query<Row>(sql, [name])).rows;
    const asset = '(SELECT id FROM asset WHERE name = $1)';
    const trips = await rows<{ km: number }>(
      `SELECT distance_km AS km FROM trip WHERE asset_id = ${asset} ORDER BY started_at`,
    );
    const stops = await rows<{ began: number; ended: number | null }>(
      `SELECT extract(epoch FROM started_at)::float8 AS began, extract(epoch FROM ended_at)::float8 AS ended
       FROM stop WHERE asset_id = ${asset} ORDER BY started_at`,
    );
    const history = await rows<{ unstreamed: string | null; count: number }>(
      `SELECT unstreamed, count(*)::int AS count FROM position WHERE asset_id = ${asset}
       GROUP BY unstreamed ORDER BY unstreamed NULLS FIRST`,
    );
    const since = (time: number | null) => (time === null ? null : time - BEGIN);
    return {
      trips: trips.map(({ km }) => km),
      stops: stops.map(({ began, ended }) => [since(began), since(ended)] as const),
      history,
    };
  }
});

/** To half a minute: what a device reports each 30 s is known to. */
function expectSeconds(found: readonly (number | null)[], expected: readonly (number | null)[]): void {
  found.forEach((second, i) => {
    const wanted = expected[i] ?? null;
    if (second === null || wanted === null) expect(second).toBe(wanted);
    else expect(Math.abs(second - wanted)).toBeLessThanOrEqual(30);
  });
}

function idOf(name: string): string {
  return `phone-${name.replace(/\W+/g, '-')}`;
}
