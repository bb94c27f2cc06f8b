import { ApiPropertyOptional } from '@nestjs/swagger';
import { PROBLEMS, type FieldErrors, type ProblemCode } from '../problem';
import { IdField, IntegerField, OneOfField, TextField, TimeField, UuidField } from './field.decorators';

/** The body of every error: RFC 9457, with `message` and `errors` as Laravel clients expect them. */
export class Problem {
  @OneOfField(['about:blank']) readonly type!: 'about:blank';
  @TextField() readonly title!: string;
  @IntegerField({ min: 400, max: 599 }) readonly status!: number;
  @TextField() readonly detail!: string;
  @OneOfField(Object.keys(PROBLEMS)) readonly code!: ProblemCode;
  @TextField() readonly message!: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
  })
  readonly errors?: FieldErrors;
  @IntegerField({ min: 0, max: 86_400, description: 'Seconds', optional: true })
  readonly retry_after?: number;
  @IntegerField({
    ...{ min: 4001, max: 4005, optional: true },
    description: 'Of tracking links: what a WebSocket connection is closed with for this reason.',
  })
  readonly ws_code?: number;
  @TimeField({ optional: true, description: 'Of OUTSIDE_SCHEDULE: when the link opens.', nullable: true })
  readonly next_change_at?: string | null;
  @TextField({ description: 'The trace of the request' }) readonly trace_id!: string;
}

export class PageMeta {
  @IdField() readonly current_page!: number;
  @IdField() readonly per_page!: number;
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER }) readonly total!: number;
}

/** Keeps `OFFSET` within the integers of the database. */
const MAX_PAGE = 1_000_000;

/** The query of a registry's list. */
export class PageQuery {
  @IntegerField({ min: 1, max: MAX_PAGE, default: 1 }) readonly page!: number;
  @IntegerField({ min: 1, max: 200, default: 50 }) readonly per_page!: number;
}

export class SeriesMeta {
  @TextField({ nullable: true, description: 'For the next page as `cursor`; null: there is none.' })
  readonly next_cursor!: string | null;
}

/** The period of a time series. */
export class PeriodQuery {
  @TimeField({ optional: true, description: 'Inclusive.' }) readonly from?: string;
  @TimeField({ optional: true, description: 'Exclusive.' }) readonly to?: string;
}

/** The query of a time series, whose pages are newest first. */
export class SeriesQuery extends PeriodQuery {
  @TextField({ optional: true, max: 200, description: '`next_cursor` of the page before.' })
  readonly cursor?: string;
  @IntegerField({ min: 1, max: 1_000, default: 100 }) readonly limit!: number;
}

/** What all resources of a registry have, whatever their ids are. */
export interface ResourceView {
  readonly id: number | string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The fields that a resource of a registry has besides its own. */
export abstract class RegistryView implements ResourceView {
  @IdField() readonly id!: number;
  @TimeField() readonly created_at!: string;
  @TimeField() readonly updated_at!: string;
}

/** The same of a resource whose ids nobody can guess. */
export abstract class UuidView implements ResourceView {
  @UuidField() readonly id!: string;
  @TimeField() readonly created_at!: string;
  @TimeField() readonly updated_at!: string;
}
