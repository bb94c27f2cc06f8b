import { ApiSchema } from '@nestjs/swagger';
import { ALERT_SEVERITIES, NOTICE_LOCALES, OPENING_TIME, TOLD_CHANGES } from '@yipii/domain';
import {
  BooleanField,
  CheckedField,
  IdField,
  inputOf,
  IntegerField,
  mailAddressOf,
  ObjectField,
  OneOfField,
  RegistryView,
  ScheduleView,
  SeriesQuery,
  TextField,
  TimeField,
  UuidField,
} from '@yipii/platform';

const MAX_EMAILS = 20;
const MAX_STEPS = 3;
const WEEK_MINUTES = 7 * 24 * 60;

const addressSchema = { type: 'string', format: 'email', maxLength: 254 };
const aboutAddress = { example: ['dispatch@example.com'] };

function addressProblem(value: unknown): string | null {
  return typeof value === 'string' && mailAddressOf(value) !== null ? null : 'must be a mail address';
}

@ApiSchema({ name: 'NotificationDigest' })
export class DigestView {
  @IntegerField({
    ...{ min: 1, max: WEEK_MINUTES, nullable: true, example: 30 },
    description: 'A message so many minutes after the first alert in it; or else `daily_at`.',
  })
  readonly minutes!: number | null;
  @TextField({
    ...{ pattern: OPENING_TIME, demand: 'must be a time as HH:MM', nullable: true, example: null },
    description: 'A message a day at this time; or else `minutes`.',
  })
  readonly daily_at!: string | null;
  @TextField({ max: 64, example: 'Europe/Vilnius', description: 'IANA name, by which days and times are.' })
  readonly timezone!: string;
}

@ApiSchema({ name: 'NotificationEscalationStep' })
export class EscalationStepView {
  @IntegerField({
    ...{ min: 1, max: WEEK_MINUTES, example: 10 },
    description: 'After the step before, or after the first message.',
  })
  readonly after_minutes!: number;
  @CheckedField(addressProblem, addressSchema, {
    ...{ list: { min: 1, max: MAX_EMAILS }, nullable: true, example: ['boss@example.com'] },
    description: 'null: those who were told first.',
  })
  readonly emails!: readonly string[] | null;
}

@ApiSchema({ name: 'NotificationStormRule' })
export class StormRuleView {
  @IntegerField({ min: 1, max: 10_000, example: 5 }) readonly assets!: number;
  @IntegerField({ min: 1, max: 60, example: 5 }) readonly minutes!: number;
}

@ApiSchema({ name: 'NotificationPolicy' })
export class NotificationPolicyView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @CheckedField(addressProblem, addressSchema, {
    ...{ list: { min: 1, max: MAX_EMAILS }, ...aboutAddress },
    description: 'Who is told. A person gets one message an alert, however many policies match.',
  })
  readonly emails!: readonly string[];
  @OneOfField(NOTICE_LOCALES, { default: 'en', description: 'The language of the mails.' })
  readonly locale!: string;
  @OneOfField(ALERT_SEVERITIES, { default: 'warning', description: 'Alerts below it are not told.' })
  readonly min_severity!: string;
  @IdField({
    ...{ list: { max: 100 }, nullable: true },
    description: 'Only alerts of the assets of these groups; null: all of the account.',
  })
  readonly group_ids!: readonly number[] | null;
  @OneOfField(TOLD_CHANGES, {
    ...{ list: { max: 2 }, default: [], example: ['cleared'] },
    description: 'What is told besides raises.',
  })
  readonly also_told!: readonly string[];
  @ObjectField(ScheduleView, {
    nullable: true,
    description: 'When only critical alerts are told; others wait for its end.',
  })
  readonly quiet_hours!: ScheduleView | null;
  @ObjectField(DigestView, {
    nullable: true,
    description:
      'How alerts that are not critical are gathered; null: each is told at once. Absent in a new policy: every 6 hours.',
  })
  readonly digest!: DigestView | null;
  @ObjectField(EscalationStepView, {
    ...{ list: { max: MAX_STEPS }, default: [] },
    description: 'What follows an alert that was told until somebody acknowledges it, or it is over.',
  })
  readonly escalation!: readonly EscalationStepView[];
  @ObjectField(StormRuleView, {
    nullable: true,
    description:
      'More assets than this that go offline within so many minutes are one message; null: no such rule. Absent in a new policy: 5 in 5 minutes.',
  })
  readonly storm!: StormRuleView | null;
  @BooleanField({ default: true, description: 'Alerts while it is off are not told later.' })
  readonly enabled!: boolean;
}

@ApiSchema({ name: 'NotificationPolicyInput' })
export class NotificationPolicyInput extends inputOf(NotificationPolicyView, [
  ...(['external_id', 'name', 'emails', 'locale', 'min_severity', 'group_ids', 'also_told'] as const),
  ...(['quiet_hours', 'digest', 'escalation', 'storm', 'enabled'] as const),
]) {}

@ApiSchema({ name: 'Mute' })
export class MuteView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @IdField({ nullable: true, description: 'The asset, or else `rule_id`.' })
  readonly asset_id!: number | null;
  @IdField({ nullable: true, example: null, description: 'The alert rule, or else `asset_id`.' })
  readonly rule_id!: number | null;
  @TimeField({ description: 'Nobody is told of its alerts before that.' }) readonly until!: string;
  @TextField({ max: 500, nullable: true }) readonly note!: string | null;
}

@ApiSchema({ name: 'MuteInput' })
export class MuteInput extends inputOf(MuteView, [
  ...(['external_id', 'asset_id', 'rule_id', 'until', 'note'] as const),
]) {}

@ApiSchema({ name: 'Notification' })
export class NotificationView {
  @UuidField() readonly id!: string;
  @IdField() readonly policy_id!: number;
  @TextField({ example: 'dispatch@example.com' }) readonly email!: string;
  @OneOfField(['raised', 'storm', 'reminder', 'cleared', 'acknowledged']) readonly kind!: string;
  @UuidField({ list: {} }) readonly alert_ids!: readonly string[];
  @IntegerField({
    ...{ min: 500, max: 599, nullable: true, example: null },
    description: 'The code by which a mail server has refused it for good.',
  })
  readonly refused_code!: number | null;
  @TimeField() readonly created_at!: string;
}

export class NotificationQuery extends SeriesQuery {}
