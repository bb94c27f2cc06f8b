import type { Schedule, StormRule } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { bigintArrayColumn, bigintColumn } from './columns';
import { RegistryEntity } from './registry-entity';

/** Who is told of which alerts, when and how. */
@Entity({ name: 'notification_policy' })
export class NotificationPolicyRow extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', array: true })
  emails!: string[];

  @Column({ type: 'text' })
  locale!: string;

  @Column({ name: 'min_severity', type: 'text' })
  minSeverity!: string;

  /** Null: all of the account. */
  @Column({ ...bigintArrayColumn, name: 'group_ids', nullable: true })
  groupIds!: number[] | null;

  @Column({ name: 'also_told', type: 'text', array: true })
  alsoTold!: string[];

  /** As REST has them, as are the others below. */
  @Column({ name: 'quiet_hours', type: 'jsonb', nullable: true })
  quietHours!: Schedule | null;

  @Column({ type: 'jsonb', nullable: true })
  digest!: object | null;

  @Column({ type: 'jsonb' })
  escalation!: readonly object[];

  @Column({ type: 'jsonb', nullable: true })
  storm!: StormRule | null;

  @Column({ name: 'is_enabled', type: 'boolean' })
  isEnabled!: boolean;

  @Column({ name: 'enabled_at', type: 'timestamptz' })
  enabledAt!: Date;
}

/** Nobody is told of the alerts of an asset, or of a rule, until a time. */
@Entity({ name: 'mute' })
export class MuteRow extends RegistryEntity {
  @Column({ ...bigintColumn, name: 'asset_id', nullable: true })
  assetId!: number | null;

  @Column({ ...bigintColumn, name: 'rule_id', nullable: true })
  ruleId!: number | null;

  @Column({ type: 'timestamptz' })
  until!: Date;

  @Column({ type: 'text', nullable: true })
  note!: string | null;
}
