import { Column, CreateDateColumn, UpdateDateColumn } from 'typeorm';
import { bigintArrayColumn, bigintColumn } from './columns';

/** Common columns of API keys and OAuth clients. */
export abstract class Credential {
  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  /** Its id in the company's own systems. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', array: true })
  scopes!: string[];

  /** The assets it is restricted to; null: all of the account. */
  @Column({ ...bigintArrayColumn, name: 'asset_ids', nullable: true })
  assetIds!: number[] | null;

  /** SHA-256 of a secret of 256 random bits. */
  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash!: Buffer;

  /** Of the secret before the last rotation. */
  @Column({ name: 'previous_secret_hash', type: 'bytea', nullable: true })
  previousSecretHash!: Buffer | null;

  /** Until when the previous secret is valid. */
  @Column({ name: 'previous_secret_expires_at', type: 'timestamptz', nullable: true })
  previousSecretExpiresAt!: Date | null;

  /** Incremented to end everything issued with it so far: tokens and channel authorisations carry the version. */
  @Column({ type: 'int', default: 1 })
  version!: number;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
