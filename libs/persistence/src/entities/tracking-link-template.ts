import type { AccessMode } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/** What makes tracking links alike; a link keeps what it was made with. */
@Entity({ name: 'tracking_link_template' })
export class TrackingLinkTemplate extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'name_pattern', type: 'text' })
  namePattern!: string;

  @Column({ name: 'life_seconds', type: 'int', nullable: true })
  lifeSeconds!: number | null;

  /** This and the next ones as REST has them. */
  @Column({ type: 'jsonb', nullable: true })
  arrival!: object | null;

  @Column({ name: 'visible_when', type: 'jsonb', nullable: true })
  visibleWhen!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  schedule!: object | null;

  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName!: string | null;

  @Column({ name: 'access_mode', type: 'text' })
  accessMode!: AccessMode;

  @Column({ name: 'require_code', type: 'boolean' })
  requireCode!: boolean;

  @Column({ name: 'allowed_emails', type: 'text', array: true })
  allowedEmails!: string[];

  @Column({ name: 'show_destination', type: 'boolean' })
  showDestination!: boolean;

  @Column({ name: 'session_ttl_seconds', type: 'int' })
  sessionTtlSeconds!: number;

  @Column({ name: 'session_sliding', type: 'boolean' })
  sessionSliding!: boolean;

  @Column({ name: 'max_viewers', type: 'int', nullable: true })
  maxViewers!: number | null;

  @Column({ type: 'text' })
  locale!: string;
}
