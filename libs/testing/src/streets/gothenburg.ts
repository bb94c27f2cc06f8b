import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROAD_CLASSES, type Direction, type RoadClass, type Street } from '@yipii/geo';
import type { FeatureCollection, LineString } from 'geojson';

type OsmTags = Readonly<
  Partial<
    Record<'highway' | 'name' | 'access' | 'motor_vehicle' | 'oneway' | 'junction' | 'maxspeed', string>
  >
>;

/**
 * The streets of Gothenburg of 2016, 9,500 for motor vehicles on 14 × 12 km, of which every eighth has a limit:
 * the network that the package geojson-path-finder brings for its own tests. © OpenStreetMap contributors, ODbL.
 */
export function gothenburgStreets(): Street[] {
  const folder = path.dirname(require.resolve('geojson-path-finder/package.json'));
  const text = readFileSync(path.join(folder, 'test/large-network.json'), 'utf8');
  const { features } = JSON.parse(text) as FeatureCollection<LineString, OsmTags>;
  return features.flatMap(({ geometry, properties }) => {
    const roadClass = properties.highway;
    const forCars = properties.access !== 'no' && properties.motor_vehicle !== 'no';
    // Some ways are areas; their type says so, whatever the compiler was told.
    if ((geometry.type as string) !== 'LineString' || !forCars || !isRoadClass(roadClass)) return [];
    return [
      {
        points: geometry.coordinates.map(([lng = 0, lat = 0]) => [lng, lat] as const),
        name: properties.name ?? null,
        roadClass,
        direction: directionOf(properties),
        speedLimit: Number(properties.maxspeed) || null,
      },
    ];
  });
}

function directionOf({ oneway, junction, highway }: OsmTags): Direction {
  if (oneway === '-1') return 'backward';
  const implied = junction === 'roundabout' || highway === 'motorway';
  return oneway === 'yes' || (implied && oneway !== 'no') ? 'forward' : 'both';
}

function isRoadClass(highway: string | undefined): highway is RoadClass {
  return ROAD_CLASSES.some((roadClass) => roadClass === highway);
}
