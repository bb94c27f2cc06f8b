import type { GeofenceGeometry } from '@yipii/domain';
import { Geofence } from '@yipii/persistence';
import { InvalidFields } from '@yipii/platform';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { GeofenceInput, GeofenceView } from './geofence.schema';

export const geofences: Resource<GeofenceView> = {
  path: 'geofence',
  kind: 'geofence',
  entity: Geofence,
  view: GeofenceView,
  input: GeofenceInput,
  query: RegistryQuery,
  announced: 'geofence',
  ofWholeAccount: true,
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
