import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** Somebody who drives. What identifies them to a vehicle is in `driver_identifier`. */
@Entity({ name: 'driver' })
export class Driver {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  /** Their id in the company's own systems. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
