import { ApiSchema } from '@nestjs/swagger';
import { ALERT_SEVERITIES, type AlertConditionType, type AlertSeverity } from '@yipii/domain';
import {
  BooleanField,
  IdField,
  inputOf,
  IntegerField,
  ObjectField,
  OneOfField,
  RegistryView,
  ScheduleView,
  TextField,
} from '@yipii/platform';
import { AlertParametersView } from './condition.schema';
import { RULE_TYPES } from './rule-parameters';

const MAX_ASSETS = 1_000;

@ApiSchema({ name: 'AlertRule' })
export class AlertRuleView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200, example: 'Depot' }) readonly name!: string;
  @OneOfField(RULE_TYPES, { description: 'What it watches for. docs/alerts.md describes each.' })
  readonly type!: AlertConditionType;
  @OneOfField(ALERT_SEVERITIES, { default: 'warning' }) readonly severity!: AlertSeverity;
  @ObjectField(AlertParametersView, {
    description: 'By the type; what is left out has its default.',
    example: { fences: [31] },
  })
  readonly parameters!: AlertParametersView;
  @OneOfField(['all', 'assets', 'groups'], { default: 'all', description: 'Which assets it watches.' })
  readonly applies_to!: 'all' | 'assets' | 'groups';
  @IdField({
    list: { max: MAX_ASSETS },
    default: [],
    example: [],
    description: 'Where it applies to assets.',
  })
  readonly asset_ids!: readonly number[];
  @IdField({
    list: { max: MAX_ASSETS },
    default: [],
    example: [],
    description: 'Where it applies to groups.',
  })
  readonly group_ids!: readonly number[];
  @ObjectField(ScheduleView, {
    nullable: true,
    description: 'When it holds; outside nothing is raised, and what is raised is cleared. Null: always.',
  })
  readonly schedule!: ScheduleView | null;
  @IntegerField({
    ...{ min: 0, max: 86_400, default: 60 },
    description: 'Seconds after a raise in which the same is not raised again.',
  })
  readonly cooldown_seconds!: number;
  @IntegerField({
    ...{ min: 60, max: 30 * 86_400, nullable: true, example: 3_600 },
    description: 'Older records raise nothing. Null: any age.',
  })
  readonly max_age_seconds!: number | null;
  @BooleanField({ default: true }) readonly is_enabled!: boolean;
}

@ApiSchema({ name: 'AlertRuleInput' })
export class AlertRuleInput extends inputOf(AlertRuleView, [
  ...(['external_id', 'name', 'type', 'severity', 'parameters', 'applies_to', 'asset_ids'] as const),
  ...(['group_ids', 'schedule', 'cooldown_seconds', 'max_age_seconds', 'is_enabled'] as const),
]) {}
