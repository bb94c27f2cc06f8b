import { Column, Entity } from 'typeorm';
import { bigintColumn } from './columns';
import { RegistryEntity } from './registry-entity';

/** A circle around a home or depot in which viewers of tracking links do not see vehicles. */
@Entity({ name: 'privacy_zone' })
export class PrivacyZoneRow extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;

  /** Null: it is one of all assets of the account. */
  @Column({ ...bigintColumn, name: 'asset_id', nullable: true })
  assetId!: number | null;

  /** Degrees WGS 84. */
  @Column({ type: 'double precision' })
  lat!: number;

  @Column({ type: 'double precision' })
  lng!: number;

  @Column({ name: 'radius_m', type: 'double precision' })
  radiusM!: number;

  /** This and the next two: the circle in which positions are withheld. */
  @Column({ name: 'cover_lat', type: 'double precision' })
  coverLat!: number;

  @Column({ name: 'cover_lng', type: 'double precision' })
  coverLng!: number;

  @Column({ name: 'cover_radius_m', type: 'double precision' })
  coverRadiusM!: number;
}
