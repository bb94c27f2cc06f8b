import { Controller, Get, Req, type StreamableFile } from '@nestjs/common';
import type { AccountScope, Principal } from '@yipii/domain';
import type { TrackedAsset, TrackPosition } from '@yipii/persistence';
import {
  Caller,
  Describe,
  FromQuery,
  InvalidFields,
  Needs,
  PathId,
  seriesOf,
  streamFile,
} from '@yipii/platform';
import type { Request } from 'express';
import { AssetStore } from '../assets/asset.ports';
import { noSuchAsset } from '../errors';
import { pageIn, periodOf, toSeries, type Series } from '../series';
import { readAhead } from './read-ahead';
import { ReadOverview } from './read-overview';
import { lineFile, TRACK_TYPES, trackFile } from './track-file';
import { Tracks } from './track.ports';
import { TRACK_FORMATS, TrackPositionView, TrackQuery, type TrackFormat } from './track.schema';

type Answer = Series<TrackPosition> | StreamableFile;

@Controller('api/:account_key/asset/:id/track')
export class TrackController {
  constructor(
    private readonly assets: AssetStore,
    private readonly tracks: Tracks,
    private readonly overview: ReadOverview,
  ) {}

  @Get()
  @Needs('positions:read')
  @Describe({
    id: 'getTrack',
    summary: 'Where an asset was: page by page, newest first, or the whole period as a file or an overview',
    tag: 'position',
    answer: 'A page, or a file',
    answers: seriesOf(TrackPositionView, 'TrackSeries'),
    files: [TRACK_TYPES.geojson, 'text/csv', TRACK_TYPES.gpx],
  })
  async track(
    @Caller() { scope }: Principal,
    @PathId() id: number,
    @FromQuery() query: TrackQuery,
    @Req() request: Request,
  ): Promise<Answer> {
    demandSense(query);
    const asset = await this.assets.find(scope, id);
    if (!asset) throw noSuchAsset();
    const { after_seq: afterSeq, max_points: maxPoints, limit } = query;
    if (afterSeq !== undefined) return whole(await this.tracks.missed(scope, asset, { afterSeq, limit }));
    const format = query.format ?? formatOf(request);
    if (maxPoints !== undefined) return this.outlined(scope, asset, { format, query, maxPoints });
    if (format === 'json') return toSeries(await this.tracks.page(scope, asset, pageIn(query)), asItIs);
    if (format === 'geojson')
      return streamFile(lineFile(asset, readAhead(this.tracks.points(scope, asset.id, periodOf(query)))));
    return streamFile(trackFile(format, asset, readAhead(this.tracks.all(scope, asset, periodOf(query)))));
  }

  private async outlined(
    scope: AccountScope,
    asset: TrackedAsset,
    { format, query, maxPoints }: { format: TrackFormat; query: TrackQuery; maxPoints: number },
  ): Promise<Answer> {
    const wanted = { ...periodOf(query), maxPoints };
    if (format === 'geojson') {
      const points = await this.overview.points(scope, asset, wanted);
      return streamFile(lineFile(asset, onceOnly(points), points.length));
    }
    const positions = await this.overview.positions(scope, asset, wanted);
    if (format === 'json') return whole([...positions].reverse());
    return streamFile(trackFile(format, asset, onceOnly(positions)));
  }
}

/** Nobody asks for two things at once and knows which of them is answered. */
function demandSense({ after_seq: afterSeq, max_points: maxPoints, ...query }: TrackQuery): void {
  const besides = ['from', 'to', 'cursor', 'format'] as const;
  if (
    afterSeq !== undefined &&
    (maxPoints !== undefined || besides.some((name) => query[name] !== undefined))
  )
    throw new InvalidFields({ after_seq: ['after_seq goes with nothing but limit.'] });
  if (maxPoints !== undefined && query.cursor !== undefined)
    throw new InvalidFields({ cursor: ['cursor does not go with max_points, whose answer has one page.'] });
  const isFile = query.format !== undefined && query.format !== 'json';
  if (isFile && query.cursor !== undefined)
    throw new InvalidFields({ cursor: ['cursor does not go with a file, which holds the whole period.'] });
}

/** The first of ours that the client accepts; what nobody can answer is answered in JSON. */
function formatOf(request: Request): TrackFormat {
  const types = TRACK_FORMATS.map((format) => TRACK_TYPES[format].split(';')[0] ?? '');
  const accepted = request.accepts(types);
  return TRACK_FORMATS[types.indexOf(accepted || '')] ?? 'json';
}

function whole(data: readonly TrackPosition[]): Series<TrackPosition> {
  return { data: [...data], meta: { next_cursor: null } };
}

function asItIs(position: TrackPosition): TrackPosition {
  return position;
}

async function* onceOnly<T>(chunk: T): AsyncGenerator<T> {
  yield await Promise.resolve(chunk);
}
