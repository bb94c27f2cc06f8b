import { buildNetwork, gothenburgStreets, MapTiles, type TileAddress } from '@yipii/geo';
import { aPmtilesArchive } from '@yipii/testing';
import { fromGeojsonVt } from 'vt-pbf';
import { AVENYN } from './followed-vehicle';

type Points = readonly (readonly [number, number])[];

interface Feature {
  readonly type: number;
  readonly geometry: unknown;
  readonly tags: Readonly<Record<string, string | number>>;
}

const DEEPEST = 14;
const CLASSES: Readonly<Record<string, string>> = { main: 'primary', street: 'minor', path: 'service' };

/** The demo's town as a PMTiles archive in the layers of OpenMapTiles, with a lake and a park beside the vehicle. */
export function townArchive(): Buffer {
  const tiles = new MapTiles(buildNetwork(gothenburgStreets()));
  const archived = addresses().map((address) => ({ ...address, bytes: inOpenMapTiles(tiles, address) }));
  return aPmtilesArchive(archived, 'mvt', { attribution: '<b>&copy; OpenMapTiles</b> of a test' });
}

function addresses(): TileAddress[] {
  return Array.from({ length: DEEPEST + 1 }, (_, z) => around(z)).flat();
}

/** Nine tiles around the vehicle, as far as the zoom has them. */
function around(z: number): TileAddress[] {
  const middle = tileOf(z);
  const steps = [-1, 0, 1];
  const all = steps.flatMap((dx) => steps.map((dy) => ({ z, x: middle.x + dx, y: middle.y + dy })));
  return all.filter(({ x, y }) => x >= 0 && y >= 0 && x < 2 ** z && y < 2 ** z);
}

function tileOf(z: number): { x: number; y: number } {
  const sine = Math.sin((AVENYN.lat * Math.PI) / 180);
  const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { x: Math.floor((AVENYN.lng / 360 + 0.5) * 2 ** z), y: Math.floor(north * 2 ** z) };
}

function inOpenMapTiles(tiles: MapTiles, address: TileAddress): Uint8Array {
  const { roads, places } = tiles.layersOf(address);
  const named = roads.features.filter(({ tags }) => tags.name !== undefined);
  const layers: Record<string, Feature[]> = {
    water: address.z < DEEPEST ? [] : [area('lake', [[400, 400], [1500, 300], [1700, 1300], [500, 1500]])], // prettier-ignore
    landcover: address.z < DEEPEST ? [] : [area('wood', [[2200, 2000], [3700, 2100], [3500, 3600], [2100, 3300]])], // prettier-ignore
    transportation: roads.features.map((it) => ({
      ...it,
      tags: { class: CLASSES[String(it.tags.kind)] ?? String(it.tags.kind) },
    })),
    transportation_name: named.map((it) => ({ ...it, tags: { name: it.tags.name ?? '', class: 'minor' } })),
    place: places.features.map((it) => ({ ...it, tags: { name: it.tags.name ?? '', class: 'city' } })),
  };
  const wrapped = Object.entries(layers).map(([name, features]) => [name, { features }] as const);
  return fromGeojsonVt(Object.fromEntries(wrapped), { version: 2, extent: 4_096 });
}

function area(kind: string, ring: Points): Feature {
  return { type: 3, geometry: [[...ring, ...ring.slice(0, 1)]], tags: { class: kind } };
}
