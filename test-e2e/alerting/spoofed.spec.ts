import { recordId, type PositionReceived } from '@yipii/protocol';
import { NO_DISTURBANCES, seededRandom, simulateDay, type FleetDay } from '@yipii/simulator';
import { alertsOfDay, type Alert, type AssetDay } from './alerts-of-day';
import { TOWN, TOWN_RULES, TOWN_WATCH } from './town-rules';

const START = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const MINUTE = 60_000;
/** How long, and how far north in degrees: 300 km. */
const SPOOFED_MS = 20 * MINUTE;
const NORTH = 300_000 / 111_195;

/** A parked vehicle stays so for all that time; one that drives stops in between. */
const SHORTEST = { stop: SPOOFED_MS + 2 * MINUTE, trip: 8 * MINUTE } as const;

type Record = PositionReceived['records'][number];

describe('twenty minutes of spoofed positions 300 km away', () => {
  const disturbances = { ...NO_DISTURBANCES, jitter: true, drift: true };
  const day = simulateDay({ vehicles: 8, seed: 7, start: START, disturbances, watch: TOWN_WATCH });
  let calm: ReadonlyMap<number, AssetDay>;

  beforeAll(async () => {
    calm = await alertsOfDay(day, TOWN_RULES, TOWN, START + DAY_MS);
  });

  it.each([
    ['while it is parked', 'stop'],
    ['while it drives', 'trip'],
  ] as const)('raise one alert of jamming and none else, and add no kilometres: %s', async (_, kind) => {
    const periods = new Map(
      day.vehicles.flatMap(({ assetId, truth }) => {
        const journeys = truth.journeys.slice(1, -1);
        const journey = journeys.find(
          (one) => one.kind === kind && endOf(one) - one.start.at > SHORTEST[kind],
        );
        return journey ? [[assetId, journey.start.at + MINUTE] as const] : [];
      }),
    );
    expect(periods.size).toBeGreaterThan(4);
    const spoofed = await alertsOfDay(spoof(day, periods), TOWN_RULES, TOWN, START + DAY_MS);
    for (const [assetId, from] of periods) {
      const { alerts, records } = spoofed.get(assetId) ?? { alerts: [], records: [] };
      const jamming = alerts.filter(({ raised }) => raised.incident.type === 'device.jamming');
      expect(jamming).toHaveLength(1);
      expect(jamming[0]?.raised.at).toBeGreaterThanOrEqual(from);
      expect(jamming[0]?.cleared?.at).toBeGreaterThanOrEqual(from + SPOOFED_MS);
      const real = new Set(calm.get(assetId)?.alerts.map(incidentOf));
      const unreal = alerts.filter((alert) => !jamming.includes(alert) && !real.has(incidentOf(alert)));
      const meanwhile = unreal.filter(({ raised }) => raised.at > from && raised.at < from + SPOOFED_MS);
      expect(meanwhile).toEqual([]);
      const span = [from, from + SPOOFED_MS] as const;
      const added = kmIn(records, span) - kmIn(calm.get(assetId)?.records ?? [], span);
      expect(kind === 'stop' ? Math.abs(added) : added).toBeLessThan(0.1);
    }
  });
});

function incidentOf({ raised }: Alert): string {
  return JSON.stringify(raised.incident);
}

function endOf(journey: FleetDay['vehicles'][number]['truth']['journeys'][number]): number {
  return journey.kind === 'stop' ? (journey.endedAt ?? 0) : journey.end.at;
}

/** How much the odometer counted meanwhile. */
function kmIn(records: AssetDay['records'], [from, to]: readonly [number, number]): number {
  const counted = records.filter(({ odometerKm, unstreamed }) => odometerKm !== null && unstreamed === null);
  const at = (time: number) => counted.findLast((record) => record.at <= time)?.odometerKm ?? 0;
  return at(to) - at(from);
}

/** Moves what devices record in these periods, in which they report jamming now and then. */
function spoof(day: FleetDay, periods: ReadonlyMap<number, number>): FleetDay {
  const random = seededRandom(14);
  const frames = day.frames.map((frame) => {
    const from = periods.get(frame.assetId) ?? Infinity;
    return { ...frame, records: frame.records.map((record) => moved(record, from, random() < 0.5)) };
  });
  const extra = [...periods].flatMap(([assetId, from]) => eachTenSeconds(day, assetId, from, random));
  return { ...day, frames: [...frames, ...extra].sort((a, b) => a.receivedAt - b.receivedAt) };
}

function moved(record: Record, from: number, isJammed: boolean): Record {
  const { lat, fixTime, attributes } = record;
  if (lat === null || fixTime < from || fixTime >= from + SPOOFED_MS) return record;
  const fix = { ...record, lat: lat + NORTH, speed: 90 };
  return { ...fix, attributes: isJammed ? { ...attributes, alarm: 'jamming' } : attributes };
}

/** A device that is jammed reports it at once. */
function eachTenSeconds(
  { frames }: FleetDay,
  assetId: number,
  from: number,
  random: () => number,
): PositionReceived[] {
  const own = frames.filter((frame) => frame.assetId === assetId);
  return Array.from({ length: SPOOFED_MS / 10_000 - 1 }, (_, i) => {
    const fixTime = from + i * 10_000 + 1;
    const last = own.findLast(({ records }) => (records.at(-1)?.fixTime ?? 0) < fixTime) ?? own[0];
    const record = moved({ ...last?.records.at(-1), fixTime } as Record, from, random() < 0.5);
    const id = recordId(String(assetId), record);
    return { ...last, receivedAt: fixTime + 500, records: [{ ...record, id }] } as PositionReceived;
  });
}
