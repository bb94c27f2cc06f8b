/**
 * A counter that never runs backwards. It follows the differences of the device's own counter if there is one, so
 * that counting continues from the same total after the device is replaced or reset.
 */
export interface Meter {
  /** Null if nothing was ever counted. */
  readonly total: number | null;
  readonly device: DeviceReading | null;
}

/** The last reading of the followed device. */
export interface DeviceReading {
  readonly deviceId: number;
  /** Fix time, epoch ms. */
  readonly at: number;
  readonly value: number;
}

export const NEW_METER: Meter = { total: null, device: null };

/** With two devices on one asset, the other one is followed once the first has been silent for this many ms. */
const FOLLOWED_FOR = 3_600_000;

/** Returns whether the device's own counter covers that time, so that nothing needs to be computed. */
export function isFollowing({ device }: Meter, at: number): boolean {
  return device !== null && at - device.at < FOLLOWED_FOR;
}

/** Adds a computed amount. */
export function add({ total, device }: Meter, amount: number): Meter {
  return { total: (total ?? 0) + Math.max(0, amount), device };
}

/**
 * Adds what a device reports.
 * @param mostPerMs maximum amount per ms; a larger step is a fault or a reset
 */
export function follow(meter: Meter, reading: DeviceReading, mostPerMs: number): Meter {
  const { total, device } = meter;
  if (total === null) return { total: reading.value, device: reading };
  if (device?.deviceId === reading.deviceId) {
    // What an overtaken record counted, the newer one has counted, too.
    if (reading.at < device.at) return meter;
    return { total: total + counted(device, reading, mostPerMs), device: reading };
  }
  return isFollowing(meter, reading.at) ? meter : { total, device: reading };
}

function counted(before: DeviceReading, { value, at }: DeviceReading, mostPerMs: number): number {
  const difference = value - before.value;
  return difference >= 0 && difference <= mostPerMs * (at - before.at) ? difference : 0;
}

/** Returns the total at an earlier reading of the followed device; null if it is unknown. */
export function totalAt({ total, device }: Meter, reading: DeviceReading): number | null {
  if (total === null || device?.deviceId !== reading.deviceId) return null;
  return Math.max(0, total + reading.value - device.value);
}
