import { add, follow, NEW_METER, type DeviceReading, type Meter } from './meter';

/** Metres that the fixes drive while the device's counter stands, until it is not followed any more. */
const STANDS_AFTER = 500;
/** Metres per ms that a counter can count at most, 360 km/h. */
const MOST = 0.1;

/** Counts metres: the device's counter beside the way by the fixes, which wins where the counter stands. */
export interface Odometer extends Meter {
  /** Metres by the fixes that the device's counter has not counted; below 0 it has counted some without a fix. */
  readonly ahead: number;
  /** The counter stands while the fixes drive: they count until it moves. */
  readonly stands: boolean;
}

export const NEW_ODOMETER: Odometer = { ...NEW_METER, ahead: 0, stands: false };

/**
 * After a reading of the device's counter.
 *
 * @param way metres by the fixes since the last of them; null: the record has none
 */
export function readCounter(odometer: Odometer, reading: DeviceReading, way: number | null): Odometer {
  const followed = follow(odometer, reading, MOST);
  // It is another device's, whose counter is not followed.
  if (followed.device === odometer.device) return missReading(odometer, way ?? 0);
  const counted = (followed.total ?? 0) - (odometer.total ?? followed.total ?? 0);
  return odometer.stands
    ? goOn(odometer, reading, counted, way ?? 0)
    : keepUp(odometer, followed, counted, way);
}

/** The fixes count until the counter moves; what they have counted it does not count again. */
function goOn(odometer: Odometer, device: DeviceReading, counted: number, way: number): Odometer {
  const { ahead } = odometer;
  if (counted === 0) return { total: totalWith(odometer, way), device, ahead: ahead + way, stands: true };
  const more = Math.max(way, counted - ahead);
  return { total: totalWith(odometer, more), device, ahead: 0, stands: false };
}

function keepUp({ ahead }: Odometer, followed: Meter, counted: number, way: number | null): Odometer {
  const { total, device } = followed;
  const missed = ahead + (way ?? 0) - counted;
  // The next fix tells the way that was counted without one.
  if (way === null) return { total, device, ahead: missed, stands: false };
  if (missed < STANDS_AFTER) return { total, device, ahead: missed > counted ? missed : 0, stands: false };
  // It counts, so it does not stand: the fixes went astray.
  if (counted > 0) return { total, device, ahead: 0, stands: false };
  return { total: totalWith(followed, missed), device, ahead: missed, stands: true };
}

/** After some way while the counter of a device is followed that says nothing: it counts when it speaks again. */
export function missReading(odometer: Odometer, way: number): Odometer {
  if (way === 0) return odometer;
  const { total, device, ahead, stands } = odometer;
  return { total: stands ? totalWith(odometer, way) : total, device, ahead: ahead + way, stands };
}

/** After some way, of a device without a counter. */
export function countWay(odometer: Odometer, way: number): Odometer {
  const { device, ahead, stands } = odometer;
  return { total: totalWith(odometer, way), device, ahead, stands };
}

function totalWith(meter: Meter, way: number): number | null {
  return add(meter, way).total;
}
