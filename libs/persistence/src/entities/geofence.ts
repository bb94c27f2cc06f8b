import type { GeofenceGeometry } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { CachedEntity } from './registry-entity';

/** A place of an account: a circle, an area or a corridor. */
@Entity({ name: 'geofence' })
export class Geofence extends CachedEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  geometry!: GeofenceGeometry;

  /** Of a circle, whose geometry is a point; metres. */
  @Column({ name: 'radius_m', type: 'double precision', nullable: true })
  radiusM!: number | null;

  /** Of a corridor, whose geometry is a line; metres from side to side. */
  @Column({ name: 'width_m', type: 'double precision', nullable: true })
  widthM!: number | null;

  /** When its shape was drawn or edited last. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  since!: Date;
}
