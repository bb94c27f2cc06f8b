import { ApiSchema, OmitType } from '@nestjs/swagger';
import type { TrackPosition } from '@yipii/persistence';
import { IntegerField, OneOfField, SeriesQuery } from '@yipii/platform';
import { LocationView } from '../assets/location.schema';

const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER };
/** More than any screen is wide. */
const MAX_POINTS = 5_000;

export const TRACK_FORMATS = ['json', 'geojson', 'csv', 'gpx'] as const;
export type TrackFormat = (typeof TRACK_FORMATS)[number];

/** A position of a track. */
@ApiSchema({ name: 'TrackPosition' })
export class TrackPositionView extends OmitType(LocationView, ['seq']) implements TrackPosition {
  @IntegerField({
    ...COUNT,
    nullable: true,
    description: 'Counts the streamed positions of the asset; null: it came too late to be streamed.',
  })
  readonly seq!: number | null;
}

export class TrackQuery extends SeriesQuery {
  @IntegerField({
    ...{ ...COUNT, optional: true },
    description:
      'What was streamed after the position with this `seq`, oldest first; go on with the `seq` of the last. Takes neither period nor cursor.',
  })
  readonly after_seq?: number;
  @IntegerField({
    ...{ min: 2, max: MAX_POINTS, optional: true },
    description:
      'All of the period in one answer of at most so many positions: ends, extremes, stops, and what shows best where it went.',
  })
  readonly max_points?: number;
  @OneOfField(TRACK_FORMATS, {
    optional: true,
    description:
      'Instead of `Accept`. A file holds the whole period, oldest first, unless `max_points` is given.',
  })
  readonly format?: TrackFormat;
}
