import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** The period in which a device is on an asset; periods of one device don't overlap. */
@Entity({ name: 'assignment' })
export class Assignment {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  @Column({ ...bigintColumn, name: 'device_id' })
  deviceId!: number;

  @Column({ ...bigintColumn, name: 'asset_id' })
  assetId!: number;

  /** Inclusive. */
  @Column({ name: 'valid_from', type: 'timestamptz' })
  validFrom!: Date;

  /** Exclusive; null: open. */
  @Column({ name: 'valid_to', type: 'timestamptz', nullable: true })
  validTo!: Date | null;

  /** Incremented by `tx.registryChanged`, and sent with `registry.changed`. */
  @Column({ ...bigintColumn, default: 0 })
  version!: number;
}
