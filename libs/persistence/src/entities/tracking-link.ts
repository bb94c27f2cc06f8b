import { Column, Entity } from 'typeorm';
import { bigintColumn } from './columns';
import { LinkSettingsEntity } from './link-settings-entity';

/** A public tracking link, as people enter it. What becomes of it is in `link_state`. */
@Entity({ name: 'tracking_link' })
export class TrackingLinkRow extends LinkSettingsEntity {
  /** Version 4, of a CSPRNG. */
  @Column({ type: 'uuid' })
  uuid!: string;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'jsonb' })
  metadata!: Readonly<Record<string, string>>;

  /** The vehicle that it follows now; null: none. */
  @Column({ ...bigintColumn, name: 'asset_id', nullable: true })
  assetId!: number | null;

  @Column({ ...bigintColumn, name: 'route_id', nullable: true })
  routeId!: number | null;

  @Column({ ...bigintColumn, name: 'stop_id', nullable: true })
  stopId!: number | null;

  /** Of persons whose access was revoked. */
  @Column({ name: 'barred_emails', type: 'text', array: true })
  barredEmails!: string[];

  @Column({ name: 'starts_at', type: 'timestamptz', nullable: true })
  startsAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  window!: object | null;

  @Column({ name: 'is_disabled', type: 'boolean' })
  isDisabled!: boolean;

  /** Counts up when it gets another subject and when it is opened again. */
  @Column({ type: 'int' })
  generation!: number;

  /** When it was opened again last. */
  @Column({ name: 'opened_at', type: 'timestamptz', nullable: true })
  openedAt!: Date | null;

  /** Counts up when its route gets another vehicle. */
  @Column({ name: 'vehicle_changes', type: 'int' })
  vehicleChanges!: number;

  @Column({ ...bigintColumn, name: 'template_id', nullable: true })
  templateId!: number | null;
}
