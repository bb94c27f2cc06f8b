import { ApiSchema } from '@nestjs/swagger';
import { geometryProblem, type GeofenceGeometry } from '@yipii/domain';
import { CheckedField, inputOf, NumberField, RegistryView, TextField } from '@yipii/platform';

const GEOMETRY = {
  type: 'object',
  required: ['type', 'coordinates'],
  properties: {
    type: { type: 'string', enum: ['Point', 'LineString', 'Polygon'] },
    coordinates: { type: 'array', items: { type: ['number', 'array'] } },
  },
  example: { type: 'Point', coordinates: [25.2797, 54.6872] },
};

@ApiSchema({ name: 'Geofence' })
export class GeofenceView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @CheckedField(geometryProblem, GEOMETRY, {
    description:
      'GeoJSON: a Point with radius_m (circle), a Polygon with holes, or a LineString with width_m (corridor). At most 10,000 positions.',
  })
  readonly geometry!: GeofenceGeometry;
  @NumberField({ min: 1, max: 1_000_000, nullable: true, description: 'm; of a circle.' })
  readonly radius_m!: number | null;
  @NumberField({
    ...{ min: 1, max: 10_000, nullable: true, example: null },
    description: 'm from side to side; of a corridor.',
  })
  readonly width_m!: number | null;
}

@ApiSchema({ name: 'GeofenceInput' })
export class GeofenceInput extends inputOf(GeofenceView, [
  ...(['external_id', 'name', 'geometry', 'radius_m', 'width_m'] as const),
]) {}
