import { START_KMH } from '../motion/motion';

/** Settings of a record's device and asset, which travel with the record. */
export interface TrackingSettings {
  /** IANA time zone if the device's clock shows local time instead of UTC. */
  readonly timeZone: string | null;
  /**
   * How far the device's clock is behind, ms; added to its times.
   * @default 0
   */
  readonly clockOffsetMs: number;
  /**
   * Added to the odometer reading.
   * @default 0
   */
  readonly odometerOffsetKm: number;
  /**
   * Speed from which the asset counts as moving, km/h; lower for slow machines such as road rollers.
   * @default 5
   */
  readonly movingFromKmh: number;
}

export const DEFAULT_SETTINGS: TrackingSettings = {
  timeZone: null,
  clockOffsetMs: 0,
  odometerOffsetKm: 0,
  movingFromKmh: START_KMH,
};
