import { ApiSchema } from '@nestjs/swagger';
import { ACCESS_MODES, LINK_LOCALES, LINK_STATUSES, type AccessMode, type LinkStatus } from '@yipii/domain';
import {
  BooleanField,
  CheckedField,
  IdField,
  inputOf,
  IntegerField,
  NumberField,
  ObjectField,
  OneOfField,
  patchOf,
  ScheduleView,
  TextField,
  TimeField,
  UuidField,
  UuidView,
} from '@yipii/platform';
import { addressListProblem, metadataProblem } from './link-fields';

@ApiSchema({ name: 'LinkSubject' })
export class LinkSubjectView {
  @OneOfField(['asset', 'route']) readonly type!: 'asset' | 'route';
  @IdField({ nullable: true, optional: true, description: 'Of type asset.' })
  readonly asset_id?: number | null;
  @IdField({ nullable: true, optional: true, description: 'Of type route.', example: null })
  readonly route_id?: number | null;
  @IdField({
    nullable: true,
    optional: true,
    description: 'The stop of the route that is waited for.',
    example: null,
  })
  readonly stop_id?: number | null;
}

@ApiSchema({ name: 'LinkArrival' })
export class LinkArrivalView {
  @NumberField({ min: -90, max: 90 }) readonly lat!: number;
  @NumberField({ min: -180, max: 180 }) readonly lng!: number;
  @TextField({ max: 100, nullable: true, optional: true, example: 'Your address' })
  readonly label?: string | null;
  @IntegerField({ min: 10, max: 5_000, default: 100, optional: false, description: 'm.' })
  readonly radius_m!: number;
  @IntegerField({
    ...{ min: 0, max: 3_600, default: 120, optional: false },
    description: 'How long it must stay there: a vehicle that drives past has not arrived.',
  })
  readonly dwell_seconds!: number;
  @IntegerField({
    ...{ min: 0, max: 1_440, default: 5, optional: false },
    description: 'How long viewers still see it after it has arrived.',
  })
  readonly grace_minutes!: number;
}

@ApiSchema({ name: 'LinkVisibility' })
export class LinkVisibilityView {
  @IntegerField({ min: 1, max: 1_440, nullable: true, optional: true })
  readonly eta_minutes_below?: number | null;
  @IntegerField({ min: 0, max: 100, nullable: true, optional: true, example: 1 })
  readonly stops_before?: number | null;
}

@ApiSchema({ name: 'PromisedWindow' })
export class PromisedWindowView {
  @TimeField() readonly from!: string;
  @TimeField({ example: '2026-11-23T17:00:00.000Z' }) readonly to!: string;
}

@ApiSchema({ name: 'TrackingLink' })
export class TrackingLinkView extends UuidView {
  @UuidField({ description: 'The same as id.' }) readonly uuid!: string;
  @TextField({
    description: 'What viewers open.',
    example: 'https://api.yipii.io/t/7c9e6679-7425-40de-944b-e07fc1f90ae7',
  })
  readonly url!: string;
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200, description: 'For yourself; viewers never see it.', example: 'Order 1234' })
  readonly name!: string;
  @TextField({ max: 200, nullable: true, description: 'For yourself.', example: 'PO-77' })
  readonly reference!: string | null;
  @CheckedField(
    metadataProblem,
    { type: 'object', additionalProperties: { type: 'string' }, example: { customer: '77' } },
    { description: 'For yourself: up to 50 texts.', nullable: true, optional: true },
  )
  readonly metadata!: Readonly<Record<string, string>> | null;
  @TextField({
    ...{ min: 1, max: 60, nullable: true, example: 'Your delivery' },
    description: 'What viewers read. Without it a neutral word, never the name of the asset.',
  })
  readonly display_name!: string | null;
  @ObjectField(LinkSubjectView) readonly subject!: LinkSubjectView;
  @OneOfField(ACCESS_MODES) readonly access_mode!: AccessMode;
  @BooleanField({
    ...{ default: false, optional: false },
    description: 'With authorized_only: whether a listed address must also show a code that is mailed to it.',
  })
  readonly require_code!: boolean;
  @CheckedField(
    addressListProblem,
    {
      type: 'array',
      items: { type: 'string' },
      maxItems: 500,
      example: ['ada@acme.example', '@acme.example'],
    },
    {
      description: 'Of authorized_only: addresses, and domains as @example.com.',
      default: [],
      optional: false,
    },
  )
  readonly allowed_emails!: readonly string[];
  @TimeField({ nullable: true, example: null }) readonly starts_at!: string | null;
  @TimeField({
    nullable: true,
    description: 'Without any end a link ends 24 hours after its creation; null, if given, leaves it open.',
  })
  readonly expires_at!: string | null;
  @ObjectField(LinkArrivalView, {
    nullable: true,
    description: 'Ends the link when the vehicle has arrived.',
  })
  readonly arrival!: LinkArrivalView | null;
  @BooleanField({ default: false, optional: false, description: 'Whether viewers see the place of arrival.' })
  readonly show_destination!: boolean;
  @ObjectField(LinkVisibilityView, { nullable: true, description: 'Until then viewers see nothing.' })
  readonly visible_when!: LinkVisibilityView | null;
  @ObjectField(ScheduleView, { nullable: true, description: 'When viewers see the vehicle; null: always.' })
  readonly schedule!: ScheduleView | null;
  @ObjectField(PromisedWindowView, { nullable: true, description: 'The time that you promised.' })
  readonly window!: PromisedWindowView | null;
  @IntegerField({ min: 60, max: 31_536_000, default: 14_400, optional: false })
  readonly session_ttl_seconds!: number;
  @BooleanField({ default: false, optional: false, description: 'Whether use prolongs a session.' })
  readonly session_sliding!: boolean;
  @IntegerField({ min: 1, max: 1_000_000, nullable: true, description: 'Sockets at a time.' })
  readonly max_viewers!: number | null;
  @OneOfField(LINK_LOCALES, { default: 'en', optional: false }) readonly locale!: string;
  @UuidField({ nullable: true, description: 'The brand that viewers see.' })
  readonly brand_id!: string | null;
  @OneOfField(LINK_STATUSES, {
    description: 'Set disabled to end it at once, active to open it again.',
    example: 'active',
  })
  readonly status!: LinkStatus;
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Sessions that live.' })
  readonly viewers_now!: number;
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Sessions so far.' })
  readonly views_total!: number;
}

/** What people enter; the status separately, since most of its values can not be set. */
class EnteredLink extends inputOf(TrackingLinkView, [
  ...(['external_id', 'name', 'reference', 'metadata', 'display_name', 'subject', 'access_mode'] as const),
  ...(['require_code', 'allowed_emails', 'starts_at', 'expires_at', 'arrival', 'show_destination'] as const),
  ...(['visible_when', 'schedule', 'window', 'session_ttl_seconds', 'session_sliding'] as const),
  ...(['max_viewers', 'locale', 'brand_id'] as const),
]) {}

@ApiSchema({ name: 'TrackingLinkInput' })
export class TrackingLinkInput extends EnteredLink {
  @OneOfField(LINK_STATUSES, {
    optional: true,
    description: 'disabled ends the link at once; active opens it again.',
    example: 'active',
  })
  readonly status?: LinkStatus;
}

/** What the template does not say, a request must. */
@ApiSchema({ name: 'TrackingLinkCreation' })
export class TrackingLinkCreation extends patchOf(TrackingLinkInput) {
  @IdField({
    ...{ nullable: true, optional: true, example: null },
    description: 'Of a template; without one name and access_mode are required.',
  })
  readonly template_id?: number | null;
}

@ApiSchema({ name: 'LinkViewer' })
export class LinkViewerView {
  @UuidField() readonly id!: string;
  @TextField({ description: 'The address, or `anonymous`.', example: 'anonymous' }) readonly viewer!: string;
  @TimeField() readonly since!: string;
  @TimeField() readonly last_seen_at!: string;
  @TimeField() readonly expires_at!: string;
  @TextField({ nullable: true, description: 'Truncated.', example: '203.0.113.0/24' })
  readonly ip!: string | null;
}

export class PersonInput {
  @TextField({ min: 3, max: 254 }) readonly email!: string;
}
