import type { AccessMode } from '@yipii/domain';
import { Column } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/** What a tracking link and the templates of links are both told. */
export abstract class LinkSettingsEntity extends RegistryEntity {
  /** For the account's own people. */
  @Column({ type: 'text' })
  name!: string;

  /** What viewers read; null: a neutral word. */
  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName!: string | null;

  @Column({ name: 'access_mode', type: 'text' })
  accessMode!: AccessMode;

  @Column({ name: 'require_code', type: 'boolean' })
  requireCode!: boolean;

  @Column({ name: 'allowed_emails', type: 'text', array: true })
  allowedEmails!: string[];

  /** This and the next two as REST has them. */
  @Column({ type: 'jsonb', nullable: true })
  arrival!: object | null;

  @Column({ name: 'visible_when', type: 'jsonb', nullable: true })
  visibleWhen!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  schedule!: object | null;

  @Column({ name: 'show_destination', type: 'boolean' })
  showDestination!: boolean;

  @Column({ name: 'session_ttl_seconds', type: 'int' })
  sessionTtlSeconds!: number;

  /** Whether use prolongs a session. */
  @Column({ name: 'session_sliding', type: 'boolean' })
  sessionSliding!: boolean;

  @Column({ name: 'max_viewers', type: 'int', nullable: true })
  maxViewers!: number | null;

  @Column({ type: 'text' })
  locale!: string;

  @Column({ name: 'brand_id', type: 'uuid', nullable: true })
  brandId!: string | null;
}
