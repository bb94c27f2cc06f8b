import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** A company. */
@Entity({ name: 'account' })
export class Account {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  /** Its name in URLs and channel names. */
  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'text' })
  name!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  /** Incremented by `tx.registryChanged`, and sent with `registry.changed`. */
  @Column({ ...bigintColumn, default: 0 })
  version!: number;
}
