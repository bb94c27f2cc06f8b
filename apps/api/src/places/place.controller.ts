import { Controller, Get } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { Caller, Describe, FromQuery, Needs } from '@yipii/platform';
import { PlaceList, PlaceQuery, placeView, searchOf } from './place.schema';
import { SearchPlaces } from './search-places';

@Controller('api/:account_key/place')
export class PlaceController {
  constructor(private readonly places: SearchPlaces) {}

  @Get()
  @Needs('fleet:read')
  @Describe({
    id: 'searchPlaces',
    summary: 'Towns, streets and your geofences by name, the nearest of the good matches first',
    tag: 'place',
    answer: 'The places',
    answers: PlaceList,
  })
  async search(@Caller() { scope }: Principal, @FromQuery() query: PlaceQuery): Promise<PlaceList> {
    const { places, attribution } = await this.places.run(scope, searchOf(query));
    return { data: places.map(placeView), meta: { attribution } };
  }
}
