import { Column, Entity } from 'typeorm';
import { bigintArrayColumn } from './columns';
import { RegistryEntity } from './registry-entity';

/** An endpoint of a company that is told of events. */
@Entity({ name: 'webhook' })
export class WebhookRow extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text', array: true })
  events!: string[];

  @Column({ name: 'min_severity', type: 'text' })
  minSeverity!: string;

  /** Null: all of the account. */
  @Column({ ...bigintArrayColumn, name: 'group_ids', nullable: true })
  groupIds!: number[] | null;

  @Column({ name: 'is_enabled', type: 'boolean' })
  isEnabled!: boolean;

  @Column({ name: 'enabled_at', type: 'timestamptz' })
  enabledAt!: Date;

  /** Encrypted. */
  @Column({ type: 'bytea' })
  secret!: Buffer;

  @Column({ name: 'previous_secret', type: 'bytea', nullable: true })
  previousSecret!: Buffer | null;

  @Column({ name: 'previous_secret_expires_at', type: 'timestamptz', nullable: true })
  previousSecretExpiresAt!: Date | null;
}
