import { Column, Entity } from 'typeorm';
import { CachedEntity } from './registry-entity';

/** A tracker. */
@Entity({ name: 'device' })
export class Device extends CachedEntity {
  /** The id that it identifies itself with, e.g. its IMEI; unique across all accounts. */
  @Column({ name: 'unique_id', type: 'text' })
  uniqueId!: string;

  /** The only protocol that it may use; null: any. */
  @Column({ type: 'text', nullable: true })
  protocol!: string | null;

  /** SHA-256 of the secret that its reports must carry; null: none. */
  @Column({ name: 'secret_hash', type: 'bytea', nullable: true })
  secretHash!: Buffer | null;

  @Column({ name: 'secret_set_at', type: 'timestamptz', nullable: true })
  secretSetAt!: Date | null;

  /** The only networks from which its reports are accepted, as CIDR; null: any. */
  @Column({ name: 'allowed_networks', type: 'text', array: true, nullable: true })
  allowedNetworks!: string[] | null;

  @Column({ type: 'text', nullable: true })
  model!: string | null;

  /** IANA name of the time zone of its clock; null: UTC. */
  @Column({ name: 'time_zone', type: 'text', nullable: true })
  timeZone!: string | null;

  /** How far its clock is behind; added to its times. */
  @Column({ name: 'clock_offset_seconds', type: 'int', default: 0 })
  clockOffsetSeconds!: number;

  /** Unit of its speed if its protocol leaves that open: kn, km/h, m/s or mph; null: the protocol's default. */
  @Column({ name: 'speed_unit', type: 'text', nullable: true })
  speedUnit!: string | null;
}
