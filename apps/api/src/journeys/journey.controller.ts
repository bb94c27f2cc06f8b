import { Controller, Get } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { JourneyRepository, UnitOfWork } from '@yipii/persistence';
import { Caller, Describe, FromQuery, Needs, PathId, SeriesQuery, seriesOf } from '@yipii/platform';
import { AssetStore } from '../assets/asset.ports';
import { noSuchAsset } from '../errors';
import { pageIn, toSeries, type Series } from '../series';
import { stopView, StopView, tripView, TripView } from './journey.schema';

@Controller('api/:account_key/asset/:id')
export class JourneyController {
  private readonly journeys = new JourneyRepository();

  constructor(
    private readonly assets: AssetStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Get('trip')
  @Needs('positions:read')
  @Describe({
    id: 'listTrips',
    summary: 'Trips of an asset that fall into a period, newest first, the one under way included',
    tag: 'position',
    answer: 'A page',
    answers: seriesOf(TripView, 'TripSeries'),
  })
  async trips(
    @Caller() { scope }: Principal,
    @PathId() id: number,
    @FromQuery() query: SeriesQuery,
  ): Promise<Series<TripView>> {
    const wanted = { ...pageIn(query), assetId: id };
    if (!(await this.assets.find(scope, id))) throw noSuchAsset();
    const page = await this.unitOfWork.read(scope, (sql) => this.journeys.trips(sql, wanted));
    return toSeries(page, (trip) => tripView(id, trip));
  }

  @Get('stop')
  @Needs('positions:read')
  @Describe({
    id: 'listStops',
    summary: 'Stops of an asset that fall into a period, newest first, the one that lasts included',
    tag: 'position',
    answer: 'A page',
    answers: seriesOf(StopView, 'StopSeries'),
  })
  async stops(
    @Caller() { scope }: Principal,
    @PathId() id: number,
    @FromQuery() query: SeriesQuery,
  ): Promise<Series<StopView>> {
    const wanted = { ...pageIn(query), assetId: id };
    if (!(await this.assets.find(scope, id))) throw noSuchAsset();
    const page = await this.unitOfWork.read(scope, (sql) => this.journeys.stops(sql, wanted));
    return toSeries(page, (stop) => stopView(id, stop));
  }
}
