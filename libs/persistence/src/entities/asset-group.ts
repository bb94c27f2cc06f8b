import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** Assets under a name, for channels, rules, roles and filters. Its members are in `asset_group_member`. */
@Entity({ name: 'asset_group' })
export class AssetGroup {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  /** Its id in the company's own systems. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  /** Incremented by `tx.registryChanged`, which is called for every change of the members, too. */
  @Column({ ...bigintColumn, default: 0 })
  version!: number;
}
