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

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
