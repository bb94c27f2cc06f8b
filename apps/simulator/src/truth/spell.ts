import type { Place, Status } from '@yipii/domain';

/** Time in which a vehicle did one thing. */
export interface Spell {
  readonly status: Exclude<Status, 'offline'>;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly start: Place;
  readonly end: Place;
  /** Driven in it. */
  readonly metres: number;
  /** km/h. */
  readonly maxSpeed: number;
}
