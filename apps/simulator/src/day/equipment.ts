import type { TrackerRecord } from '@yipii/domain';
import type { Random } from '../random';
import type { Fault } from './faults';

/** The inputs that a tracker is wired to, and its settings. */
export interface Equipment {
  readonly ignition: boolean;
  /** Whether it reports its accelerometer. */
  readonly motion: boolean;
  readonly odometer: boolean;
  /** Seconds between two records while the vehicle moves, idles or is parked. */
  readonly every: { readonly moving: number; readonly standing: number; readonly parked: number };
  /** How many seconds of records a frame covers; 0: each record is sent at once. */
  readonly sendsEvery: number;
  /** Without a fix it repeats its last place. */
  readonly repeatsLastFix: boolean;
}

const INTERVALS = { moving: [10, 15, 20, 25], parked: [300, 450, 600] } as const;

/** Of every ten vehicles one has no ignition input, one no motion input, one neither; every third has no odometer. */
export function equipmentOf(index: number, fault: Fault | null, random: Random): Equipment {
  const equipment = {
    ignition: index % 10 !== 3 && index % 10 !== 7,
    motion: index % 10 !== 5 && index % 10 !== 7,
    odometer: index % 3 !== 1,
    every: { moving: oneOf(INTERVALS.moving, random), standing: 60, parked: oneOf(INTERVALS.parked, random) },
    sendsEvery: oneOf([0, 0, 30, 60], random),
    repeatsLastFix: random() < 0.5,
  };
  // Without a speed, movement is measured between fixes; only fixes that are seconds apart show it within seconds.
  return fault === null ? equipment : { ...equipment, ...FAULTY[fault] };
}

const EACH_SECOND = { every: { moving: 1, standing: 5, parked: 300 }, sendsEvery: 30 };
const FAULTY: Readonly<Record<Fault, Partial<Equipment>>> = {
  noSpeed: { ...EACH_SECOND, motion: false, odometer: false },
  zeroSpeed: { ...EACH_SECOND, odometer: false },
  stuckSpeed: { ...EACH_SECOND, odometer: false },
  zeroOdometer: { odometer: true },
  spoofedJump: { motion: true, odometer: true },
};

/** Removes the attributes that the tracker is not wired to. */
export function asEquipped(record: TrackerRecord, equipment: Equipment): TrackerRecord {
  const attributes = Object.entries(record.attributes).filter(([name]) => !isInput(name) || equipment[name]);
  return { ...record, attributes: Object.fromEntries(attributes) };
}

const INPUTS = ['ignition', 'motion', 'odometer'] as const;

function isInput(name: string): name is (typeof INPUTS)[number] {
  return INPUTS.some((input) => input === name);
}

function oneOf<T>(values: readonly [T, ...T[]], random: Random): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}
