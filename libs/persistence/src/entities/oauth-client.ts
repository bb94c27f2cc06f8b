import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { bigintArrayColumn, bigintColumn } from './columns';

/** A program that may get access tokens for its account. */
@Entity({ name: 'oauth_client' })
export class OAuthClient {
  /** The client id. */
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ ...bigintColumn, name: 'account_id' })
  accountId!: number;

  @Column({ type: 'text' })
  name!: string;

  /** SHA-256 of a secret of 256 random bits. */
  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash!: Buffer;

  @Column({ type: 'text', array: true })
  scopes!: string[];

  /** The assets it is restricted to; null: all of the account. */
  @Column({ ...bigintArrayColumn, name: 'asset_ids', nullable: true })
  assetIds!: number[] | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;
}
