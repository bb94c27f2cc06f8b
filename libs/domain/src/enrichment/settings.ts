import { START_KMH } from '../motion/motion';

/** What people have set for the device and the asset of a record; it travels with the record. */
export interface TrackingSettings {
  /** IANA name, where the device's clock shows the time of that zone instead of UTC. */
  readonly timeZone: string | null;
  /**
   * By how much the device's clock is behind, ms; added to its times.
   * @default 0
   */
  readonly clockOffsetMs: number;
  /**
   * Added to what the odometer counts.
   * @default 0
   */
  readonly odometerOffsetKm: number;
  /**
   * The asset moves from this speed on, km/h; less for what works slowly, e.g. a road roller.
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
