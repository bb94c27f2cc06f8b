import type { Status } from '../position/location-update';
import type { Place } from '../position/place';

/** A position as the rules of links need it. */
export interface VehicleFix extends Place {
  /** Epoch ms, by the device. */
  readonly at: number;
  /** km/h; null: unknown. */
  readonly speed: number | null;
  /** Metres; null: unknown. */
  readonly accuracy: number | null;
  readonly status: Status;
}
