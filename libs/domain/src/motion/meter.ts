/**
 * A counter that never runs backwards. It follows the device's own counter where there is one, by its
 * differences, so that a new device, or one that was reset, counts on from what was there.
 */
export interface Meter {
  /** Null: nothing was ever counted. */
  readonly total: number | null;
  readonly device: DeviceReading | null;
}

/** What the device that is followed last reported. */
export interface DeviceReading {
  readonly deviceId: number;
  /** Fix time, epoch ms. */
  readonly at: number;
  readonly value: number;
}

export const NEW_METER: Meter = { total: null, device: null };

/** ms: of two devices on one asset, the other is followed when the first was silent for so long. */
const FOLLOWED_FOR = 3_600_000;

/** Whether the device's own counter tells at that time, so that nothing needs to be computed. */
export function isFollowing({ device }: Meter, at: number): boolean {
  return device !== null && at - device.at < FOLLOWED_FOR;
}

/** Counts what was computed. */
export function add({ total, device }: Meter, amount: number): Meter {
  return { total: (total ?? 0) + Math.max(0, amount), device };
}

/**
 * Counts what a device reports.
 *
 * @param mostPerMs what can be counted in a ms at most: a reading beyond is a fault or a new start
 */
export function follow(meter: Meter, reading: DeviceReading, mostPerMs: number): Meter {
  const { total, device } = meter;
  if (total === null) return { total: reading.value, device: reading };
  if (device?.deviceId === reading.deviceId)
    return { total: total + counted(device, reading, mostPerMs), device: reading };
  return isFollowing(meter, reading.at) ? meter : { total, device: reading };
}

function counted(before: DeviceReading, { value, at }: DeviceReading, mostPerMs: number): number {
  const difference = value - before.value;
  return difference >= 0 && difference <= mostPerMs * (at - before.at) ? difference : 0;
}

/** What the meter showed when the followed device read that; null: not known. */
export function totalAt({ total, device }: Meter, reading: DeviceReading): number | null {
  if (total === null || device?.deviceId !== reading.deviceId) return null;
  return Math.max(0, total + reading.value - device.value);
}
