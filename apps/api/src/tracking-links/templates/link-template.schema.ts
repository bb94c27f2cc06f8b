import { ApiSchema, PickType } from '@nestjs/swagger';
import { IdField, inputOf, IntegerField, ObjectField, TextField, TimeField } from '@yipii/platform';
import { LinkArrivalView, TrackingLinkView } from '../tracking-link.schema';

/** What a template and its links have in common. */
export const SHARED = [
  ...(['display_name', 'access_mode', 'require_code', 'allowed_emails', 'show_destination'] as const),
  ...([
    'visible_when',
    'schedule',
    'session_ttl_seconds',
    'session_sliding',
    'max_viewers',
    'locale',
    'brand_id',
  ] as const),
] as const;

@ApiSchema({ name: 'TemplateArrival' })
export class TemplateArrivalView extends PickType(LinkArrivalView, [
  ...(['radius_m', 'dwell_seconds', 'grace_minutes'] as const),
]) {}

@ApiSchema({ name: 'TrackingLinkTemplate' })
export class LinkTemplateView extends PickType(TrackingLinkView, SHARED) {
  @IdField() readonly id!: number;
  @TimeField() readonly created_at!: string;
  @TimeField() readonly updated_at!: string;
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200, example: 'Deliveries' }) readonly name!: string;
  @TextField({
    ...{ min: 1, max: 200, default: '{reference}', optional: false, example: '{route}: {stop}' },
    description: 'Names of its links, with {reference}, {route} and {stop} of each.',
  })
  readonly name_pattern!: string;
  @IntegerField({
    ...{ min: 60, max: 31_536_000, nullable: true, example: 86_400 },
    description: 'How long after its creation a link ends.',
  })
  readonly life_seconds!: number | null;
  @ObjectField(TemplateArrivalView, {
    nullable: true,
    description: 'Of links of stops, and of those that say where they wait for an arrival.',
  })
  readonly arrival!: TemplateArrivalView | null;
}

@ApiSchema({ name: 'TrackingLinkTemplateInput' })
export class LinkTemplateInput extends inputOf(LinkTemplateView, [
  ...(['external_id', 'name', 'name_pattern', 'life_seconds', 'arrival'] as const),
  ...SHARED,
]) {}
