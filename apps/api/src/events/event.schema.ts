import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { FEED_EVENT_TYPES } from '@yipii/domain';
import { IdField, IntegerField, ObjectField, OneOfField, TextField, TimeField } from '@yipii/platform';

/** What webhooks tell, and in this form. */
@ApiSchema({ name: 'Event' })
export class EventView {
  @TextField({ description: 'The same whenever it is told.' }) readonly eventId!: string;
  @TextField({ description: 'Others may come: ignore what you do not know.' }) readonly type!: string;
  @TimeField() readonly occurredAt!: string;
  @TimeField() readonly emittedAt!: string;
  @TextField() readonly accountKey!: string;
  @IdField({ nullable: true }) readonly assetId!: number | null;
  @IdField({ nullable: true }) readonly deviceId!: number | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'By its type.' })
  readonly data!: object;
}

@ApiSchema({ name: 'FeedMeta' })
class FeedMeta {
  @TextField({ description: 'What to ask with as `after` next, also if nothing has happened.' })
  readonly next_cursor!: string;
}

@ApiSchema({ name: 'EventFeed' })
export class FeedView {
  @ObjectField(EventView, { list: {} }) readonly data!: readonly EventView[];
  @ObjectField(FeedMeta) readonly meta!: FeedMeta;
}

export class FeedQueryInput {
  @TextField({
    optional: true,
    max: 200,
    description: '`next_cursor` of the last answer; absent: from now on.',
  })
  readonly after?: string;
  @OneOfField(FEED_EVENT_TYPES, {
    ...{ list: { min: 1, max: 20 }, optional: true },
    description: 'Comma-separated; absent: all that the scopes of the caller allow.',
  })
  readonly types?: readonly string[];
  @IntegerField({ min: 1, max: 1_000, default: 100 }) readonly limit!: number;
}
