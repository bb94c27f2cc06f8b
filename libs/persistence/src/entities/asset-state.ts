import type { LocationUpdate } from '@yipii/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** What enrichment knows of an asset, as of its partition's last checkpoint. */
@Entity({ name: 'asset_state' })
export class AssetState {
  @PrimaryColumn({ ...bigintColumn, name: 'asset_id' })
  assetId!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  /** Partition of the position topics. */
  @Column({ type: 'int' })
  part!: number;

  /** Of the last streamed position. */
  @Column(bigintColumn)
  seq!: number;

  /** Enrichment's own; nobody else reads it. */
  @Column({ type: 'jsonb' })
  state!: object;

  /** The last streamed position; null before the first. */
  @Column({ type: 'jsonb', nullable: true })
  location!: LocationUpdate | null;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
