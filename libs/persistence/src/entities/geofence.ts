import type { GeofenceGeometry } from '@yipii/domain';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** A place of an account: a circle, an area or a corridor. */
@Entity({ name: 'geofence' })
export class Geofence {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  /** Its id in the company's own systems. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

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

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  /** Incremented by `tx.registryChanged`, and sent with `registry.changed`. */
  @Column({ ...bigintColumn, default: 0 })
  version!: number;
}
