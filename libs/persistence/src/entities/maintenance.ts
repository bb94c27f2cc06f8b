import type { AlertSeverity, MaintenanceBasis } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { bigintColumn } from './columns';
import { CachedEntity } from './registry-entity';

/** A service of an asset that becomes due. */
@Entity({ name: 'maintenance' })
export class MaintenanceRow extends CachedEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ ...bigintColumn, name: 'asset_id' })
  assetId!: number;

  @Column({ type: 'text' })
  severity!: AlertSeverity;

  @Column({ type: 'text' })
  basis!: MaintenanceBasis;

  /** One of the three is set, by the basis. */
  @Column({ name: 'due_km', type: 'double precision', nullable: true })
  dueKm!: number | null;

  @Column({ name: 'due_hours', type: 'double precision', nullable: true })
  dueHours!: number | null;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt!: Date | null;

  /** Km, hours or days, by the basis. */
  @Column({ name: 'warn_before', type: 'double precision' })
  warnBefore!: number;

  @Column({ name: 'repeat_every', type: 'double precision', nullable: true })
  repeatEvery!: number | null;

  /** Of the last time it was done. */
  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt!: Date | null;

  /** When the last change came that makes it another one. */
  @Column({ type: 'timestamptz' })
  since!: Date;
}
