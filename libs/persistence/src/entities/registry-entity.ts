import { Column, CreateDateColumn, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintColumn } from './columns';

/** Common columns of all rows of an account that people create and edit. */
export abstract class AccountEntity {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}

/** A row that may also have an id of the company's own systems. */
export abstract class RegistryEntity extends AccountEntity {
  /** Its id in the company's own systems. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;
}

/** A row that other services cache. */
export abstract class CachedEntity extends RegistryEntity {
  /** Incremented by `tx.registryChanged`, and sent with `registry.changed`. */
  @Column({ ...bigintColumn, default: 0 })
  version!: number;
}
