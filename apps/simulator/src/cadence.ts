import type { DriveState } from './drive';
import type { Range } from './random';
import { isIgnitionOn } from './telemetry';

/** Seconds between two records for each activity of the vehicle, and how long it parks. */
interface CadenceTable {
  readonly moving: Range;
  readonly standing: Range;
  readonly ignitionOff: Range;
  readonly parking: Range;
}

/** `demo`: something moves at any time; `real`: the intervals that fleets typically configure. */
export const CADENCES = {
  demo: { moving: [2, 5], standing: [3, 5], ignitionOff: [4, 5], parking: [20, 60] },
  real: { moving: [10, 30], standing: [60, 60], ignitionOff: [300, 600], parking: [600, 2400] },
} as const satisfies Record<string, CadenceTable>;

export type Cadence = keyof typeof CADENCES;

export function secondsToNextRecord(cadence: Cadence, state: DriveState): Range {
  const table = CADENCES[cadence];
  if (!isIgnitionOn(state)) return table.ignitionOff;
  return state.speed > 0 ? table.moving : table.standing;
}
