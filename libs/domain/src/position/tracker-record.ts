/** A value of a reported attribute; names and units are in the attribute catalogue of `@yipii/protocol`. */
export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * One record as reported by a tracker, decoded but not judged.
 * Without a fix, `lat` and `lng` are null: such a record is telemetry, never a position.
 */
export interface TrackerRecord {
  /** When the device took the fix, epoch ms UTC by the device's own clock. */
  readonly fixTime: number;
  /** Whether the device itself trusts the fix. */
  readonly valid: boolean;
  /** Degrees WGS 84. */
  readonly lat: number | null;
  readonly lng: number | null;
  /** Metres above sea level. */
  readonly altitude: number | null;
  /** km/h. */
  readonly speed: number | null;
  /** Degrees clockwise from north, 0–359. */
  readonly heading: number | null;
  readonly attributes: Attributes;
}
