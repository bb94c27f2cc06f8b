import type { GeofenceGeometry } from '@yipii/domain';
import { Geofence } from '@yipii/persistence';
import { InvalidFields, OneOfField } from '@yipii/platform';
import { RegistryQuery, type Fields, type ListFormat, type Resource } from '../registry/resource';
import { GeofenceInput, GeofenceView } from './geofence.schema';

export class GeofenceQuery extends RegistryQuery {
  @OneOfField(['json', 'csv', 'geojson'], {
    optional: true,
    description: 'csv, geojson: the whole list as a file.',
  })
  override readonly format?: ListFormat;
}

export const geofences: Resource<GeofenceView> = {
  path: 'geofence',
  kind: 'geofence',
  entity: Geofence,
  view: GeofenceView,
  input: GeofenceInput,
  query: GeofenceQuery,
  announced: 'geofence',
  ofWholeAccount: true,
  feature: ({ id, geometry, external_id, name, radius_m, width_m }) => ({
    ...{ id, geometry },
    properties: { external_id, name, radius_m, width_m },
  }),
  columns: (input) => {
    demandSize(input, 'radius_m', 'Point');
    demandSize(input, 'width_m', 'LineString');
    return {};
  },
};

/** A size belongs to one type of geometry, which needs it. */
function demandSize(input: Fields, field: string, type: GeofenceGeometry['type']): void {
  const isNeeded = (input.geometry as GeofenceGeometry).type === type;
  const isThere = typeof input[field] === 'number';
  if (isNeeded === isThere) return;
  throw new InvalidFields({ [field]: [`${field} is needed for a ${type}, and for nothing else.`] });
}
