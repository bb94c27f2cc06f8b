import { readFileSync } from 'node:fs';
import { geometryProblem, prepareFence, type Fence, type GeofenceGeometry } from '@yipii/domain';

/**
 * Reads fences from GeoJSON as `GET geofence?format=geojson` exports it.
 * @throws Error if the file can't be read, or is none
 */
export function readFences(path: string): Fence[] {
  const { features } = JSON.parse(readFileSync(path, 'utf8')) as { readonly features?: readonly Feature[] };
  if (!features) throw new Error('is no GeoJSON FeatureCollection');
  return features.map(toFence);
}

interface Feature {
  readonly id?: number;
  readonly geometry: GeofenceGeometry;
  readonly properties: {
    readonly id?: number;
    readonly name?: string;
    readonly radius_m?: number | null;
    readonly width_m?: number | null;
  } | null;
}

function toFence({ id, geometry, properties }: Feature, index: number): Fence {
  const problem = geometryProblem(geometry);
  if (problem !== null) throw new Error(`feature ${index + 1} ${problem}`);
  const { name = '', radius_m: radiusM = null, width_m: widthM = null } = properties ?? {};
  return prepareFence({ id: id ?? properties?.id ?? index + 1, name, geometry, radiusM, widthM, since: 0 });
}
