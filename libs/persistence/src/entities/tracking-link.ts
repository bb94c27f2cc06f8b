import type { AccessMode } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { bigintColumn } from './columns';
import { RegistryEntity } from './registry-entity';

/** A public tracking link, as people enter it. What becomes of it is in `link_state`. */
@Entity({ name: 'tracking_link' })
export class TrackingLinkRow extends RegistryEntity {
  /** Version 4, of a CSPRNG. */
  @Column({ type: 'uuid' })
  uuid!: string;

  /** For the account's own people. */
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'jsonb' })
  metadata!: Readonly<Record<string, string>>;

  /** What viewers read; null: a neutral word. */
  @Column({ name: 'display_name', type: 'text', nullable: true })
  displayName!: string | null;

  /** The vehicle that it follows now; null: none. */
  @Column({ ...bigintColumn, name: 'asset_id', nullable: true })
  assetId!: number | null;

  @Column({ ...bigintColumn, name: 'route_id', nullable: true })
  routeId!: number | null;

  @Column({ ...bigintColumn, name: 'stop_id', nullable: true })
  stopId!: number | null;

  @Column({ name: 'access_mode', type: 'text' })
  accessMode!: AccessMode;

  @Column({ name: 'require_code', type: 'boolean' })
  requireCode!: boolean;

  @Column({ name: 'allowed_emails', type: 'text', array: true })
  allowedEmails!: string[];

  /** Of persons whose access was revoked. */
  @Column({ name: 'barred_emails', type: 'text', array: true })
  barredEmails!: string[];

  @Column({ name: 'starts_at', type: 'timestamptz', nullable: true })
  startsAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  /** This and the next ones as REST has them. */
  @Column({ type: 'jsonb', nullable: true })
  arrival!: object | null;

  @Column({ name: 'visible_when', type: 'jsonb', nullable: true })
  visibleWhen!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  schedule!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  window!: object | null;

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

  @Column({ name: 'is_disabled', type: 'boolean' })
  isDisabled!: boolean;

  /** Counts up when it gets another subject and when it is opened again. */
  @Column({ type: 'int' })
  generation!: number;

  /** Counts up when its route gets another vehicle. */
  @Column({ name: 'vehicle_changes', type: 'int' })
  vehicleChanges!: number;

  @Column({ name: 'brand_id', type: 'uuid', nullable: true })
  brandId!: string | null;

  @Column({ ...bigintColumn, name: 'template_id', nullable: true })
  templateId!: number | null;
}
