import type { TrackerRecord } from '@yipii/domain';
import { moved } from '../geometry';
import type { DayDisturbances } from './disturbances';
import type { DayRecord } from './vehicle-day';

/** A tracker's fault, which lasts all day. */
export type Fault = 'noSpeed' | 'zeroSpeed' | 'stuckSpeed' | 'zeroOdometer' | 'spoofedJump';

/** By the index of a vehicle, modulo 50. */
const FLEET = 50;
const FAULTY: ReadonlyMap<number, Fault> = new Map([
  [2, 'noSpeed'],
  [26, 'noSpeed'],
  [29, 'noSpeed'],
  [6, 'zeroSpeed'],
  [11, 'stuckSpeed'],
  [15, 'zeroOdometer'],
  [20, 'spoofedJump'],
  [31, 'zeroSpeed'],
  [36, 'stuckSpeed'],
  [40, 'zeroOdometer'],
  [46, 'spoofedJump'],
]);
/** km/h. */
const STUCK_AT = 37;
/** An airport whose position spoofers often transmit, and for how many seconds it is reported. */
const AIRPORT = { east: 900_000, north: -1_200_000 };
const SPOOFED_SECONDS = 180;

export function faultOf(index: number): Fault | null {
  return FAULTY.get(index % FLEET) ?? null;
}

/** Changes a vehicle's day to what its faulty tracker records. */
export function withFault(
  records: readonly DayRecord[],
  fault: Fault | null,
  disturbances: DayDisturbances,
): readonly DayRecord[] {
  if (fault === null || !disturbances[fault]) return records;
  if (fault === 'spoofedJump') return spoofed(records);
  return records.map((made) => ({ ...made, record: FAULTS[fault](made.record) }));
}

const FAULTS: Readonly<Record<Exclude<Fault, 'spoofedJump'>, (record: TrackerRecord) => TrackerRecord>> = {
  noSpeed: (record) => ({ ...record, speed: null }),
  zeroSpeed: (record) => ({ ...record, speed: 0 }),
  stuckSpeed: (record) => ({ ...record, speed: STUCK_AT }),
  zeroOdometer: (record) => ({ ...record, attributes: { ...record.attributes, odometer: 0 } }),
};

/** While the vehicle drives, from the middle of its day on; a stop at that time could not be detected. */
function spoofed(records: readonly DayRecord[]): readonly DayRecord[] {
  const middle = records.length >> 1;
  const first = records.findIndex((made, i) => i >= middle && drivesFrom(records, made.at));
  const from = records[first]?.at ?? Infinity;
  return records.map((made) =>
    made.at < from || made.at >= from + SPOOFED_SECONDS
      ? made
      : { ...made, record: { ...made.record, ...moved(made.record, AIRPORT), speed: 0 } },
  );
}

function drivesFrom(records: readonly DayRecord[], from: number): boolean {
  const within = records.filter(({ at }) => at >= from && at < from + SPOOFED_SECONDS);
  return within.length > 5 && within.every(({ mode, record }) => mode === 'moving' && record.valid);
}
