import { Column, Entity } from 'typeorm';
import { CachedEntity } from './registry-entity';

/** Something that is tracked: a vehicle, a trailer, a machine. */
@Entity({ name: 'asset' })
export class Asset extends CachedEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  plate!: string | null;

  @Column({ type: 'text', nullable: true })
  icon!: string | null;

  /** After this long without a sign of life it is offline. */
  @Column({ name: 'offline_after_seconds', type: 'int', default: 900 })
  offlineAfterSeconds!: number;

  /** Added to the odometer reading, e.g. the kilometres before the tracker was installed. */
  @Column({ name: 'odometer_offset_km', type: 'double precision', default: 0 })
  odometerOffsetKm!: number;

  /** Speed from which it counts as moving, km/h; lower for slow machines, e.g. 2 for a road roller. */
  @Column({ name: 'moving_from_kmh', type: 'real', default: 5 })
  movingFromKmh!: number;

  /** Its type in the company's own words, e.g. `truck`. */
  @Column({ type: 'text', nullable: true })
  type!: string | null;

  /** Its own speed limit, km/h; null: that of the road. */
  @Column({ name: 'speed_limit_kmh', type: 'real', nullable: true })
  speedLimitKmh!: number | null;

  /** Whether it is temporarily out of service. */
  @Column({ name: 'off_duty', type: 'boolean', default: false })
  offDuty!: boolean;
}
