import type { Place, Status } from '@yipii/domain';

/** A period in which a vehicle had one status. */
export interface Spell {
  readonly status: Exclude<Status, 'offline'>;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly start: Place;
  readonly end: Place;
  /** Distance driven in it. */
  readonly metres: number;
  /** km/h. */
  readonly maxSpeed: number;
}
