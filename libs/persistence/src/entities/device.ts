import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** A tracker. */
@Entity({ name: 'device' })
export class Device {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  /** The id by which it introduces itself, e.g. its IMEI; unique over all accounts. */
  @Column({ name: 'unique_id', type: 'text' })
  uniqueId!: string;

  @Column({ type: 'text', nullable: true })
  protocol!: string | null;

  @Column({ type: 'text', nullable: true })
  model!: string | null;

  /** IANA name, where its clock shows the time of that zone instead of UTC. */
  @Column({ name: 'time_zone', type: 'text', nullable: true })
  timeZone!: string | null;

  /** By how much its clock is behind; added to its times. */
  @Column({ name: 'clock_offset_seconds', type: 'int', default: 0 })
  clockOffsetSeconds!: number;

  /** In which it sends its speed where its protocol leaves that open: kn, km/h, m/s or mph; null: as the protocol has it. */
  @Column({ name: 'speed_unit', type: 'text', nullable: true })
  speedUnit!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  /** Of `registry.changed`; counted up by `tx.registryChanged`. */
  @Column({ ...bigintColumn, default: 0 })
  version!: number;
}
