import { ApiSchema } from '@nestjs/swagger';
import { ALERT_SEVERITIES, FEED_EVENT_TYPES, type FeedEventType } from '@yipii/domain';
import {
  BooleanField,
  CheckedField,
  IdField,
  inputOf,
  IntegerField,
  ObjectField,
  OneOfField,
  RegistryView,
  SeriesQuery,
  TextField,
  TimeField,
  UuidField,
} from '@yipii/platform';

const DAY_S = 86_400;
const MAX_URL = 2_000;
/** Notices of webhooks are in the feed only. */
const TOLD_TYPES = FEED_EVENT_TYPES.filter((type) => !type.startsWith('webhook.'));

@ApiSchema({ name: 'WebhookHealth' })
export class WebhookHealthView {
  @OneOfField(['ok', 'failing', 'disabled'], {
    description: 'disabled: nothing is sent until `enabled` is set again.',
  })
  readonly state!: 'ok' | 'failing' | 'disabled';
  @OneOfField(['failing', 'gone'], {
    nullable: true,
    description: 'Why it is disabled. failing: it has only failed for five days. gone: it answered 410.',
  })
  readonly disabled_reason!: string | null;
  @TimeField({ nullable: true, description: 'The first failure since the last success.' })
  readonly failing_since!: string | null;
  @TimeField({ nullable: true }) readonly last_success_at!: string | null;
  @TimeField({ nullable: true }) readonly last_failure_at!: string | null;
  @IntegerField({ min: 100, max: 599, nullable: true, description: 'HTTP status of the last failure.' })
  readonly last_status!: number | null;
  @TextField({ nullable: true, description: 'Why the last failure got no answer.' })
  readonly last_error!: string | null;
  @IntegerField({
    ...{ min: 0, max: Number.MAX_SAFE_INTEGER },
    description: 'Deliveries that are not accepted yet.',
  })
  readonly waiting!: number;
}

@ApiSchema({ name: 'Webhook' })
export class WebhookView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @CheckedField(
    problemOfUrl,
    { type: 'string', format: 'uri', maxLength: MAX_URL },
    { example: 'https://example.com/yipii', description: 'HTTPS, at a public address.' },
  )
  readonly url!: string;
  @OneOfField(TOLD_TYPES, {
    list: { min: 1, max: 50 },
    example: ['alert.raised', 'alert.cleared', 'device.first_seen'],
    description: 'Which events are told. Each takes the scope that the feed takes for it.',
  })
  readonly events!: readonly FeedEventType[];
  @OneOfField(ALERT_SEVERITIES, { default: 'info', description: 'Alerts below it are not told.' })
  readonly min_severity!: string;
  @IdField({
    ...{ list: { max: 100 }, nullable: true },
    description: 'Only events of the assets of these groups; null: all of the account.',
  })
  readonly group_ids!: readonly number[] | null;
  @BooleanField({ default: true, description: 'Events while it is off are not told later.' })
  readonly enabled!: boolean;
  @ObjectField(WebhookHealthView) readonly health!: WebhookHealthView;
  @TimeField({ nullable: true, description: 'Until when requests are signed with the previous secret, too.' })
  readonly previous_secret_expires_at!: string | null;
}

@ApiSchema({ name: 'WebhookWithSecret' })
export class WebhookWithSecret extends WebhookView {
  @TextField({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', description: 'Shown this once.' })
  readonly secret!: string;
}

@ApiSchema({ name: 'WebhookInput' })
export class WebhookInput extends inputOf(WebhookView, [
  ...(['external_id', 'name', 'url', 'events', 'min_severity', 'group_ids', 'enabled'] as const),
]) {}

@ApiSchema({ name: 'WebhookRotation' })
export class WebhookRotationInput {
  @IntegerField({
    ...{ min: 0, max: 30 * DAY_S, default: DAY_S },
    description: 'How long requests are signed with the present secret as well, in seconds.',
  })
  readonly overlap_seconds!: number;
}

@ApiSchema({ name: 'WebhookDelivery' })
export class WebhookDeliveryView {
  @UuidField() readonly id!: string;
  @UuidField({ description: 'The header webhook-id, and `eventId` in the body.' }) readonly event_id!: string;
  @TextField({ example: 'alert.raised' }) readonly type!: string;
  @IdField({ nullable: true }) readonly asset_id!: number | null;
  @OneOfField(['waiting', 'delivered', 'dead'], {
    description: 'dead: given up after 72 hours, or when the webhook was disabled.',
  })
  readonly state!: string;
  @IntegerField({ min: 0, max: 10_000 }) readonly attempts!: number;
  @TimeField({ nullable: true }) readonly last_attempt_at!: string | null;
  @IntegerField({ min: 100, max: 599, nullable: true, description: 'HTTP status of the last attempt.' })
  readonly status!: number | null;
  @TextField({ nullable: true, description: 'Why the last attempt got no answer.' })
  readonly error!: string | null;
  @IntegerField({ min: 0, max: 60_000, nullable: true }) readonly duration_ms!: number | null;
  @TimeField({ nullable: true, description: 'null: no further attempt.' })
  readonly next_attempt_at!: string | null;
  @UuidField({ nullable: true, description: 'The delivery that this one repeats.' })
  readonly replay_of!: string | null;
  @TimeField() readonly created_at!: string;
}

export class DeliveryQuery extends SeriesQuery {
  @OneOfField(['waiting', 'delivered', 'dead'], { optional: true, description: 'Only those in this state.' })
  readonly state?: 'waiting' | 'delivered' | 'dead';
}

@ApiSchema({ name: 'WebhookReplayInput' })
export class WebhookReplayInput {
  @TimeField({ description: 'Deliveries that were given up and were created at or after it.' })
  readonly since!: string;
}

@ApiSchema({ name: 'WebhookRequested' })
export class WebhookRequestedView {
  @UuidField({ description: 'Of the delivery that will be made, within a second.' })
  readonly delivery_id!: string;
}

/** The address itself is checked whenever something is sent: what a name resolves to may change. */
function problemOfUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_URL || !URL.canParse(value))
    return `must be a URL of at most ${MAX_URL} characters`;
  const { protocol, username, password } = new URL(value);
  if (!['http:', 'https:'].includes(protocol)) return 'must be an HTTP URL';
  return username === '' && password === '' ? null : 'must not hold a user or password';
}
