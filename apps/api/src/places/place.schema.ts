import { ApiSchema } from '@nestjs/swagger';
import type { Place } from '@yipii/domain';
import { PLACE_KINDS, type FoundPlace, type PlaceKind, type PlaceSearch } from '@yipii/geo';
import { IdField, IntegerField, NumberField, ObjectField, OneOfField, TextField } from '@yipii/platform';

const MAX_TEXT = 100;
const MAX_PLACES = 50;
const PLACES = 10;
const NEAR = /^-?([0-8]?\d(\.\d{1,15})?|90(\.0{1,15})?),-?((\d{1,2}|1[0-7]\d)(\.\d{1,15})?|180(\.0{1,15})?)$/;

export class PlaceQuery {
  @TextField({
    min: 1,
    max: MAX_TEXT,
    description: 'The beginnings of words of its name, and of the town of a street.',
  })
  readonly q!: string;

  @TextField({
    optional: true,
    pattern: NEAR,
    demand: 'must be a latitude and a longitude in degrees, e.g. 54.687,25.28',
    description: 'Latitude and longitude in degrees, e.g. `54.687,25.28`: the nearest places come first.',
  })
  readonly near?: string;

  @IntegerField({ min: 1, max: MAX_PLACES, optional: true, description: `Default: ${PLACES}.` })
  readonly limit?: number;
}

@ApiSchema({ name: 'Place' })
export class PlaceView {
  @OneOfField(PLACE_KINDS) readonly kind!: PlaceKind;
  @TextField() readonly name!: string;
  @TextField({ nullable: true, description: 'The town of a street.' }) readonly town!: string | null;
  @TextField({ nullable: true, description: 'ISO 3166-1 alpha-2' }) readonly country!: string | null;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lat!: number;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lng!: number;
  @NumberField({ nullable: true, description: 'From `near`.' }) readonly distance_km!: number | null;
  @IdField({ nullable: true, description: 'Of a geofence.' }) readonly geofence_id!: number | null;
}

@ApiSchema({ name: 'PlaceMeta' })
class PlaceMeta {
  @TextField({ list: {}, description: 'Show this wherever you show the places.' })
  readonly attribution!: readonly string[];
}

@ApiSchema({ name: 'PlaceList' })
export class PlaceList {
  @ObjectField(PlaceView, { list: {} }) readonly data!: readonly PlaceView[];
  @ObjectField(PlaceMeta) readonly meta!: PlaceMeta;
}

export function searchOf({ q, near, limit }: PlaceQuery): PlaceSearch {
  return { text: q, near: near === undefined ? null : readNear(near), limit: limit ?? PLACES };
}

function readNear(text: string): Place {
  const [lat = 0, lng = 0] = text.split(',').map(Number);
  return { lat, lng };
}

export function placeView({ distanceKm, id, edits: _edits, ...place }: FoundPlace): PlaceView {
  return { ...place, distance_km: distanceKm, geofence_id: id };
}
