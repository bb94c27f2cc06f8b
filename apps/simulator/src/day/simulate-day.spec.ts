import type { PositionReceived, ReceivedRecord } from '@yipii/protocol';
import { metresBetween } from '@yipii/domain';
import { planTours } from '../plan-tours';
import { seededRandom } from '../random';
import { NO_DISTURBANCES, type DayDisturbances } from './disturbances';
import { simulateDay, type FleetDay } from './simulate-day';

const START = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

const tours = planTours(3, seededRandom(5));

function aDay(vehicles: number, disturbances: Partial<DayDisturbances> = NO_DISTURBANCES): FleetDay {
  return simulateDay({ vehicles, seed: 5, start: START, disturbances, tours });
}

function only(name: keyof DayDisturbances): FleetDay {
  return aDay(4, { ...NO_DISTURBANCES, [name]: true });
}

const calm = aDay(8);
const disturbed = aDay(8, {});

function recordsOf({ frames }: FleetDay, assetId?: number): ReceivedRecord[] {
  return frames.filter((frame) => !assetId || frame.assetId === assetId).flatMap(({ records }) => records);
}

describe('a day of a fleet', () => {
  it('is the same for the same seed, and its truth does not depend on the disturbances', () => {
    expect(aDay(8, {})).toEqual(disturbed);
    expect(disturbed.frames).not.toEqual(calm.frames);
    expect(disturbed.vehicles).toEqual(calm.vehicles);
  });

  it('is a working day: parked at night, trips and stops, home again', () => {
    for (const { truth } of calm.vehicles) {
      const [night] = truth.journeys;
      const home = truth.journeys.at(-1);
      expect(night).toMatchObject({ kind: 'stop', start: { at: START } });
      expect(home).toMatchObject({ kind: 'stop', endedAt: null });
      expect(home?.start.lat).toBeCloseTo(night?.start.lat ?? 0, 6);
      expect(truth.journeys.length).toBeGreaterThan(10);
      expect(truth.journeys.map(({ kind }, i) => kind === (i % 2 === 0 ? 'stop' : 'trip'))).not.toContain(
        false,
      );
      expect(truth.km).toBeGreaterThan(20);
    }
  });

  it('has the events that ingestion publishes: in order of arrival, each frame sorted by fix time', () => {
    const { frames } = disturbed;
    expect(isSorted(frames.map(({ receivedAt }) => receivedAt))).toBe(true);
    expect(frames.every(({ records }) => isSorted(records.map(({ fixTime }) => fixTime)))).toBe(true);
    const waited = calm.frames.map(({ receivedAt, records }) => receivedAt - (records.at(-1)?.fixTime ?? 0));
    expect(Math.min(...waited)).toBeGreaterThan(0);
    expect(Math.max(...waited)).toBeLessThan(3000);
  });

  it('has vehicles without ignition, motion or odometer', () => {
    for (const { assetId, equipment } of calm.vehicles) {
      for (const input of ['ignition', 'motion', 'odometer'] as const) {
        const reported = new Set(recordsOf(calm, assetId).map(({ attributes }) => input in attributes));
        expect(reported).toEqual(new Set([equipment[input]]));
      }
    }
    const kinds = new Set(
      calm.vehicles.map(({ equipment: { ignition, motion } }) => `${ignition} ${motion}`),
    );
    expect(kinds).toEqual(new Set(['true true', 'true false', 'false true', 'false false']));
  });

  it('is recorded at intervals, on turns and on changes of the ignition, as trackers do', () => {
    for (const { assetId, equipment, truth } of calm.vehicles) {
      const records = recordsOf(calm, assetId);
      const pauses = records.slice(1).map(({ fixTime, speed }, i) => {
        const before = records[i];
        const moves = Boolean(speed && before?.speed);
        return { moves, seconds: (fixTime - (before?.fixTime ?? 0)) / 1000 };
      });
      expect(Math.max(...pauses.map(({ seconds }) => seconds))).toBe(equipment.every.parked);
      const moving = pauses.filter(({ moves }) => moves).map(({ seconds }) => seconds);
      expect(Math.max(...moving)).toBe(equipment.every.moving);
      expect(Math.min(...moving)).toBeLessThan(Math.max(2, equipment.every.moving));
      if (!equipment.ignition) continue;
      const switched = truth.statuses.filter(({ status }, i) => i > 0 && status === 'stopped');
      for (const { at } of switched) {
        const event = records.find(({ fixTime, attributes }) => fixTime >= at && attributes.event === 239);
        expect((event?.fixTime ?? Infinity) - at).toBeLessThanOrEqual(2000);
      }
    }
  });
});

describe('a disturbance', () => {
  const isInTown = ({ lat, lng }: ReceivedRecord): boolean =>
    lat === null || lng === null || metresBetween({ lat, lng }, { lat: 57.705, lng: 11.965 }) < 8000;
  const isOnTime = ({ fixTime }: ReceivedRecord): boolean => fixTime >= START && fixTime < START + DAY_MS;
  const isLate = ({ receivedAt, records }: PositionReceived): boolean =>
    receivedAt - (records[0]?.fixTime ?? receivedAt) > 180_000;
  const ids = (day: FleetDay): string[] => recordsOf(day).map(({ id }) => id);
  const overtakes = ({ frames }: FleetDay): boolean => {
    const newest = new Map<number, number>();
    return frames.some(({ assetId, records }) => {
      const [first, before] = [records[0]?.fixTime ?? 0, newest.get(assetId) ?? 0];
      newest.set(assetId, Math.max(before, first));
      return first < before;
    });
  };

  it.each<[keyof DayDisturbances, (day: FleetDay) => boolean]>([
    ['outliers', (day) => recordsOf(day).some((record) => !isInTown(record) && record.lat !== 0)],
    ['zeroIsland', (day) => recordsOf(day).some(({ lat, lng }) => lat === 0 && lng === 0)],
    ['badFixes', (day) => recordsOf(day).some(({ attributes }) => Number(attributes.hdop) > 4)],
    ['tunnels', (day) => recordsOf(day).some(({ valid }) => !valid)],
    ['clockJumps', (day) => recordsOf(day).some((record) => !isOnTime(record))],
    ['outages', ({ frames }) => frames.some(isLate)],
    ['repeats', (day) => new Set(ids(day)).size < ids(day).length],
    ['disorder', overtakes],
    ['drift', (day) => Math.max(...wanderings(day)) > 30],
    ['jitter', (day) => Math.min(...wanderings(day)) > 0],
  ])('happens only when it is switched on: %s', (name, happens) => {
    expect(happens(only(name))).toBe(true);
    expect(happens(calm)).toBe(false);
  });

  it('does not change when records are made', () => {
    const times = (day: FleetDay): number[] => recordsOf(day, 1).map(({ fixTime }) => fixTime);
    expect(times(only('jitter'))).toEqual(times(calm));
  });

  it('never moves a parked vehicle by more than 80 m or faster than 4 km/h', () => {
    const drifting = only('drift');
    expect(Math.max(...wanderings(drifting))).toBeLessThanOrEqual(81);
    const parked = recordsOf(drifting).filter(({ attributes }) => attributes.ignition === false);
    expect(Math.max(...parked.map(({ speed }) => speed ?? 0))).toBeLessThanOrEqual(4);
  });
});

/** Distance in metres between each record at night and the true place of its vehicle. */
function wanderings(day: FleetDay): number[] {
  return day.vehicles.flatMap(({ assetId, truth: { journeys } }) => {
    const [night] = journeys;
    if (night?.kind !== 'stop') throw new Error('a day begins parked');
    return recordsOf(day, assetId)
      .filter(({ fixTime }) => fixTime < (night.endedAt ?? 0))
      .map(({ lat, lng }) => metresBetween({ lat: lat ?? 0, lng: lng ?? 0 }, night.start));
  });
}

function isSorted(values: readonly number[]): boolean {
  return values.every((value, i) => value >= (values[i - 1] ?? value));
}
