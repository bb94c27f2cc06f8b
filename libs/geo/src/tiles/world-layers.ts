import { readFileSync } from 'node:fs';
import type { Geometry, Position } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Towns } from '../towns/towns';
import { linesIn, onEarth, ringsIn, shapeOf, type Shape } from './shapes';
import { EXTENT, type Point, type TileAddress, type TileFeature } from './tile';

interface Atlas {
  readonly land: GeometryCollection;
  readonly countries: GeometryCollection;
  readonly [name: string]: GeometryCollection;
}

/** Per zoom: the inhabitants that a town has at least. */
const POPULATIONS = [8e6, 8e6, 8e6, 3e6, 1e6, 500_000, 200_000, 80_000, 30_000, 10_000, 5_000, 1_000];
/** Per rank, from 1: the inhabitants that a town has at least. */
const RANKS = [1e6, 200_000, 30_000];
/** Of a tile: names reach beyond its edge. */
const NAME_MARGIN = 1 / 4;

/** Land and borders of Natural Earth at 1:50 million. */
export class WorldLayers {
  private constructor(
    private readonly land: readonly Shape[],
    private readonly borders: readonly Shape[],
  ) {}

  /** Takes 0.2 s. */
  static load(): WorldLayers {
    const file = require.resolve('world-atlas/countries-50m.json');
    const atlas = JSON.parse(readFileSync(file, 'utf8')) as Topology<Atlas>;
    const { land, countries } = atlas.objects;
    const rings = feature(atlas, land).features.flatMap(({ geometry }) => ringsOf(geometry));
    const borders = mesh(atlas, countries, (a, b) => a !== b).coordinates;
    return new WorldLayers(rings.map(shapeOf), borders.map(shapeOf));
  }

  landIn(tile: TileAddress): TileFeature[] {
    return asFeature(3, ringsIn(this.land, tile));
  }

  bordersIn(tile: TileAddress): TileFeature[] {
    return asFeature(2, linesIn(this.borders, tile));
  }
}

function ringsOf(geometry: Geometry): Position[][] {
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat();
  return geometry.type === 'Polygon' ? geometry.coordinates : [];
}

function asFeature(type: 2 | 3, geometry: Point[][]): TileFeature[] {
  return geometry.length > 0 ? [{ type, geometry, tags: {} }] : [];
}

/** The names of towns, the biggest first. */
export class TownLayer {
  private readonly biggestFirst: Uint32Array;
  /** Of those, on the whole earth's square. */
  private readonly xs: Float64Array;
  private readonly ys: Float64Array;

  constructor(private readonly towns: Towns) {
    const all = Uint32Array.from({ length: towns.count }, (_, town) => town);
    this.biggestFirst = all.sort((a, b) => towns.population(b) - towns.population(a));
    const points = Array.from(this.biggestFirst, (town) => onEarth(towns.placeOf(town)));
    this.xs = Float64Array.from(points, ([x]) => x);
    this.ys = Float64Array.from(points, ([, y]) => y);
  }

  featuresIn({ z, x, y }: TileAddress): TileFeature[] {
    const { towns, xs, ys } = this;
    const least = POPULATIONS[z] ?? POPULATIONS.at(-1) ?? 0;
    const scale = 2 ** z;
    const features: TileFeature[] = [];
    for (let i = 0; i < xs.length; i++) {
      const [left, top] = [(xs[i] ?? 0) * scale - x, (ys[i] ?? 0) * scale - y];
      if (!isNear(left) || !isNear(top)) continue;
      const town = this.biggestFirst[i] ?? 0;
      const population = towns.population(town);
      if (population < least) break;
      const rank = RANKS.filter((inhabitants) => population < inhabitants).length + 1;
      const point: Point = [Math.round(left * EXTENT), Math.round(top * EXTENT)];
      features.push({ type: 1, geometry: [point], tags: { name: towns.name(town), rank } });
    }
    return features;
  }
}

function isNear(share: number): boolean {
  return share >= -NAME_MARGIN && share <= 1 + NAME_MARGIN;
}
