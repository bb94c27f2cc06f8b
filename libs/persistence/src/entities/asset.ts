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

  /** Added to what the odometer counts, e.g. what the vehicle had driven before it got its tracker. */
  @Column({ name: 'odometer_offset_km', type: 'double precision', default: 0 })
  odometerOffsetKm!: number;

  /** It moves from this speed on, km/h; less for what works slowly, e.g. 2 for a road roller. */
  @Column({ name: 'moving_from_kmh', type: 'real', default: 5 })
  movingFromKmh!: number;

  /** What it is, e.g. `truck`; whatever the company calls it. */
  @Column({ type: 'text', nullable: true })
  type!: string | null;

  /** The speed that it may drive, km/h; null: that of the road. */
  @Column({ name: 'speed_limit_kmh', type: 'real', nullable: true })
  speedLimitKmh!: number | null;

  /** Whether it is out of service for now. */
  @Column({ name: 'off_duty', type: 'boolean', default: false })
  offDuty!: boolean;
}
