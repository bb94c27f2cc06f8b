import type { AlertConditionType, AlertSeverity, Schedule } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { bigintArrayColumn } from './columns';
import { CachedEntity } from './registry-entity';

/** When an alert is raised, and for which assets. */
@Entity({ name: 'alert_rule' })
export class AlertRuleRow extends CachedEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  type!: AlertConditionType;

  @Column({ type: 'text' })
  severity!: AlertSeverity;

  /** As REST has them; which there are follows from the type. */
  @Column({ type: 'jsonb' })
  parameters!: Readonly<Record<string, unknown>>;

  @Column({ name: 'applies_to', type: 'text' })
  appliesTo!: 'all' | 'assets' | 'groups';

  @Column({ ...bigintArrayColumn, name: 'asset_ids' })
  assetIds!: number[];

  @Column({ ...bigintArrayColumn, name: 'group_ids' })
  groupIds!: number[];

  @Column({ type: 'jsonb', nullable: true })
  schedule!: Schedule | null;

  @Column({ name: 'cooldown_seconds', type: 'int' })
  cooldownSeconds!: number;

  @Column({ name: 'max_age_seconds', type: 'int', nullable: true })
  maxAgeSeconds!: number | null;

  @Column({ name: 'is_enabled', type: 'boolean' })
  isEnabled!: boolean;

  /** When the last change came that makes it another rule. */
  @Column({ type: 'timestamptz' })
  since!: Date;
}
