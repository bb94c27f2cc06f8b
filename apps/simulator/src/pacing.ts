import { CADENCES, secondsToNextRecord, type Cadence } from './cadence';
import { between, type Random } from './random';
import type { Vehicle } from './vehicle';

/** Decides when vehicles record. */
export interface Pacing {
  /** How often `tick` is to be called. */
  readonly everyMs: number;
  /** Lets each vehicle that is due make a record. */
  tick(now: number): void;
}

/** Each vehicle records at the intervals of its activity, as devices are configured; first records are staggered. */
export function byCadence(vehicles: readonly Vehicle[], cadence: Cadence, random: Random): Pacing {
  const dueAt = new Map<Vehicle, number>();
  return {
    everyMs: 100,
    tick(now) {
      for (const vehicle of vehicles) {
        const due = dueAt.get(vehicle) ?? now + firstPause(cadence, random);
        const next =
          now >= due ? now + between(secondsToNextRecord(cadence, vehicle.record(now)), random) * 1000 : due;
        dueAt.set(vehicle, next);
      }
    },
  };
}

export interface Load {
  readonly recordsPerSecond: number;
  readonly recordsPerFrame: number;
}

/**
 * The whole fleet makes a fixed number of records per second, one vehicle after the other. Until each has its first
 * frame there are fewer: vehicles begin a record later each, as otherwise the frames of all would come at once.
 */
export function byRate(vehicles: readonly Vehicle[], { recordsPerSecond, recordsPerFrame }: Load): Pacing {
  let startedAt: number | undefined;
  let made = 0;
  return {
    everyMs: 10,
    tick(now) {
      startedAt ??= now;
      const wanted = ((now - startedAt) / 1000) * recordsPerSecond;
      for (; made < wanted; made++) {
        const index = made % vehicles.length;
        if (made >= (index % recordsPerFrame) * vehicles.length) vehicles[index]?.record(now);
      }
    },
  };
}

/** Spreads first records over the longest interval of a moving vehicle. */
function firstPause(cadence: Cadence, random: Random): number {
  return random() * CADENCES[cadence].moving[1] * 1000;
}
