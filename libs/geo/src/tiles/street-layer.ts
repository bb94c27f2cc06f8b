import { METRES_PER_DEGREE } from '@yipii/domain';
import { buildCells, CellDivision, CellGrid } from '../grid/cell-grid';
import { PER_DEGREE } from '../grid/geometry';
import { ROAD_CLASSES, type RoadClass } from '../streets/street';
import type { StreetNetwork } from '../streets/street-network';
import { textAt } from '../texts/packed-texts';
import { boxOf, projectionOf, type Box, type Point, type TileAddress, type TileFeature } from './tile';

type RoadKind = 'motorway' | 'main' | 'street' | 'path';

/** The classes that a zoom shows, from the fastest to this one, and the size of the cells that find them. */
const LEVELS: readonly { fromZoom: number; last: RoadClass; cellDegrees: number }[] = [
  { fromZoom: 14, last: 'track', cellDegrees: 0.02 },
  { fromZoom: 12, last: 'residential', cellDegrees: 0.05 },
  { fromZoom: 9, last: 'secondary_link', cellDegrees: 0.2 },
  { fromZoom: 7, last: 'trunk_link', cellDegrees: 1 },
];
const NAMES_FROM_ZOOM = 13;
/** Units. Points that are closer to each other, half a pixel, look like one. */
const CLOSE = 4;
/** Of a tile's half: what lies just outside is drawn into it with its width. */
const MARGIN = 1.1;

interface Level {
  readonly fromZoom: number;
  readonly grid: CellGrid;
  readonly ways: readonly number[];
}

/** The streets of a network, tile by tile. */
export class StreetLayer {
  /** Around all streets. */
  readonly box: Box;
  private readonly levels: readonly Level[];

  constructor(private readonly network: StreetNetwork) {
    this.box = boxAround(network);
    this.levels = LEVELS.map(({ fromZoom, last, cellDegrees }) => {
      const ways = waysUpTo(network, ROAD_CLASSES.indexOf(last));
      return { fromZoom, ways, grid: gridOf(network, ways, cellDegrees) };
    });
  }

  featuresIn(tile: TileAddress): TileFeature[] {
    const level = this.levels.find(({ fromZoom }) => tile.z >= fromZoom);
    if (!level) return [];
    const { network } = this;
    const project = projectionOf(tile);
    // The fast ones lie on top.
    return waysNear(level, tile)
      .sort((a, b) => (network.roadClasses[b] ?? 0) - (network.roadClasses[a] ?? 0))
      .flatMap((way) => {
        const line = this.lineOf(way, project);
        return line.length < 2 ? [] : { type: 2 as const, geometry: [line], tags: this.tagsOf(way, tile.z) };
      });
  }

  private lineOf(way: number, project: ReturnType<typeof projectionOf>): Point[] {
    const { lngs, lats, wayNodes, wayStarts } = this.network;
    const line: Point[] = [];
    const end = wayStarts[way + 1] ?? 0;
    for (let i = wayStarts[way] ?? 0; i < end; i++) {
      const node = wayNodes[i] ?? 0;
      const point = project((lngs[node] ?? 0) / PER_DEGREE, (lats[node] ?? 0) / PER_DEGREE);
      const before = line.at(-1);
      const isClose = before && Math.abs(before[0] - point[0]) + Math.abs(before[1] - point[1]) < CLOSE;
      if (!isClose || i === end - 1) line.push(point);
    }
    return line;
  }

  private tagsOf(way: number, zoom: number): TileFeature['tags'] {
    const { roadClasses, nameOf, names } = this.network;
    const kind = kindOf(ROAD_CLASSES[roadClasses[way] ?? 0] ?? 'track');
    const name = zoom >= NAMES_FROM_ZOOM ? textAt(names, nameOf[way] ?? 0) : '';
    return name ? { kind, name } : { kind };
  }
}

function waysUpTo({ roadClasses }: StreetNetwork, last: number): number[] {
  const ways: number[] = [];
  roadClasses.forEach((roadClass, way) => {
    if (roadClass <= last) ways.push(way);
  });
  return ways;
}

function gridOf(network: StreetNetwork, ways: readonly number[], cellDegrees: number): CellGrid {
  const division = new CellDivision(cellDegrees);
  const cells = buildCells(division, ways.length, (item, put) => {
    const { west, south, east, north } = boxOfWay(network, ways[item] ?? 0);
    for (let row = division.rowOf(south); row <= division.rowOf(north); row++) {
      const last = division.columnOf(row, east);
      for (let column = division.columnOf(row, west); column <= last; column++) put(row, column);
    }
  });
  return new CellGrid(division, cells);
}

function waysNear({ grid, ways }: Level, tile: TileAddress): number[] {
  const { west, south, east, north } = boxOf(tile);
  const middle = (south + north) / 2;
  const radius = ((north - south) / 2) * METRES_PER_DEGREE * MARGIN;
  const found = new Set<number>();
  grid.search({ lng: (west + east) / 2, lat: middle }, radius, (item) => found.add(ways[item] ?? 0));
  return [...found];
}

function boxAround({ lngs, lats }: StreetNetwork): Box {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (let node = 0; node < lngs.length; node++) widen(box, lngs[node] ?? 0, lats[node] ?? 0);
  return box;
}

function boxOfWay({ lngs, lats, wayNodes, wayStarts }: StreetNetwork, way: number): Box {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (let i = wayStarts[way] ?? 0; i < (wayStarts[way + 1] ?? 0); i++) {
    const node = wayNodes[i] ?? 0;
    widen(box, lngs[node] ?? 0, lats[node] ?? 0);
  }
  return box;
}

function widen(box: { -readonly [side in keyof Box]: number }, lng: number, lat: number): void {
  box.west = Math.min(box.west, lng / PER_DEGREE);
  box.east = Math.max(box.east, lng / PER_DEGREE);
  box.south = Math.min(box.south, lat / PER_DEGREE);
  box.north = Math.max(box.north, lat / PER_DEGREE);
}

function kindOf(roadClass: RoadClass): RoadKind {
  const index = ROAD_CLASSES.indexOf(roadClass);
  if (index <= ROAD_CLASSES.indexOf('trunk_link')) return 'motorway';
  if (index <= ROAD_CLASSES.indexOf('tertiary_link')) return 'main';
  return roadClass === 'service' || roadClass === 'track' ? 'path' : 'street';
}
