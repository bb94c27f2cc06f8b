import { add, follow, NEW_METER, type DeviceReading, type Meter } from './meter';

/** If the fixes cover this many metres while the device's counter stands still, it is no longer followed. */
const STANDS_AFTER = 500;
/** Maximum metres per ms of a counter: 360 km/h. */
const MOST = 0.1;

/**
 * Counts metres by the device's counter, compared with the distance between fixes, which prevails while the counter
 * stands still.
 */
export interface Odometer extends Meter {
  /**
   * Metres by the fixes that the device's counter has not counted; negative if it has counted metres without a fix.
   */
  readonly ahead: number;
  /** Whether the counter stands still while the fixes move; they count until it moves again. */
  readonly stands: boolean;
}

export const NEW_ODOMETER: Odometer = { ...NEW_METER, ahead: 0, stands: false };

/**
 * Applies a reading of the device's counter.
 * @param way metres by the fixes since the previous reading; null if the record has no fix
 */
export function readCounter(odometer: Odometer, reading: DeviceReading, way: number | null): Odometer {
  const followed = follow(odometer, reading, MOST);
  // The reading is of another device, whose counter is not followed, or older than the last one.
  if (followed.device === odometer.device) return missReading(odometer, way ?? 0);
  const counted = (followed.total ?? 0) - (odometer.total ?? followed.total ?? 0);
  return odometer.stands
    ? goOn(odometer, reading, counted, way ?? 0)
    : keepUp(odometer, followed, counted, way);
}

/** Counts by the fixes until the counter moves. It does not count their metres again. */
function goOn(odometer: Odometer, device: DeviceReading, counted: number, way: number): Odometer {
  const { ahead } = odometer;
  if (counted === 0) return { total: totalWith(odometer, way), device, ahead: ahead + way, stands: true };
  const more = Math.max(way, counted - ahead);
  return { total: totalWith(odometer, more), device, ahead: 0, stands: false };
}

function keepUp({ ahead }: Odometer, followed: Meter, counted: number, way: number | null): Odometer {
  const { total, device } = followed;
  const missed = ahead + (way ?? 0) - counted;
  // The next fix shows the distance that was counted without one.
  if (way === null) return { total, device, ahead: missed, stands: false };
  if (missed < STANDS_AFTER) return { total, device, ahead: missed > counted ? missed : 0, stands: false };
  // The counter moves, so it is the fixes that went astray.
  if (counted > 0) return { total, device, ahead: 0, stands: false };
  return { total: totalWith(followed, missed), device, ahead: missed, stands: true };
}

/**
 * Applies a distance without a reading although a device's counter is followed: it catches up with its next
 * reading.
 */
export function missReading(odometer: Odometer, way: number): Odometer {
  if (way === 0) return odometer;
  const { total, device, ahead, stands } = odometer;
  return { total: stands ? totalWith(odometer, way) : total, device, ahead: ahead + way, stands };
}

/** Applies a distance for a device without a counter. */
export function countWay(odometer: Odometer, way: number): Odometer {
  const { device, ahead, stands } = odometer;
  return { total: totalWith(odometer, way), device, ahead, stands };
}

function totalWith(meter: Meter, way: number): number | null {
  return add(meter, way).total;
}
