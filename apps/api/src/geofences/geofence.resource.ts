import type { GeofenceGeometry } from '@yipii/domain';
import { Geofence } from '@yipii/persistence';
import { InvalidFields, OneOfField, PageQuery, TextField } from '@yipii/platform';
import type { Fields, ListFormat, Resource } from '../registry/resource';
import { GeofenceInput, GeofenceView } from './geofence.schema';

export class GeofenceQuery extends PageQuery {
  @TextField({ optional: true, description: 'Only the one with this id of your own systems.' })
  readonly external_id?: string;
  @OneOfField(['json', 'csv', 'geojson'], {
    optional: true,
    description: 'csv, geojson: the whole list as a file.',
  })
  readonly format?: ListFormat;
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
  geometryField: 'geometry',
  columns: (input) => {
    demandSize(input, 'radius_m', 'Point');
    demandSize(input, 'width_m', 'LineString');
    return {};
  },
  change: (_tx, _caller, { before, after }) =>
    Promise.resolve(after && hasOtherShape(before as Geofence | null, after) ? { since: new Date() } : {}),
};

/** Whoever was inside before is not known to be inside now. */
function hasOtherShape(before: Geofence | null, { geometry, radiusM, widthM }: Fields): boolean {
  const old = [before?.geometry, before?.radiusM, before?.widthM];
  return JSON.stringify(old) !== JSON.stringify([geometry, radiusM, widthM]);
}

/** A size belongs to one type of geometry, which needs it. */
function demandSize(input: Fields, field: string, type: GeofenceGeometry['type']): void {
  const isNeeded = (input.geometry as GeofenceGeometry).type === type;
  const isThere = typeof input[field] === 'number';
  if (isNeeded === isThere) return;
  throw new InvalidFields({ [field]: [`${field} is needed for a ${type}, and for nothing else.`] });
}
