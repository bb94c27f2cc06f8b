import { METRES_PER_DEGREE, metresBetween, type Place } from '../position/place';
import { Edges } from './edges';
import type { GeofenceGeometry, Position } from './geometry';

/** A geofence as it is stored. */
export interface FenceSource {
  readonly id: number;
  readonly name: string;
  readonly geometry: GeofenceGeometry;
  /** Metres; of a circle. */
  readonly radiusM: number | null;
  /** Metres from side to side; of a corridor. */
  readonly widthM: number | null;
  /** When its shape was drawn or edited last, epoch ms: nobody is known to have crossed its edge before. */
  readonly since: number;
}

/** A geofence that is ready to be evaluated often. */
export interface Fence {
  readonly id: number;
  readonly name: string;
  readonly since: number;
  /** Degrees; two of them where it lies on both sides of the 180th meridian. */
  readonly boxes: readonly Box[];
  /** Half of its width where it is narrow, metres: nothing can be farther inside. */
  readonly depthM: number;
  /** Returns the metres to its edge, negative inside. */
  readonly distance: (place: Place) => number;
}

/** Degrees; west is never greater than east. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const RADIANS = Math.PI / 180;

export function prepareFence({ geometry, radiusM, widthM, ...fence }: FenceSource): Fence {
  const { id, name, since } = fence;
  return { id, name, since, ...shapeOf(geometry, radiusM ?? 0, (widthM ?? 0) / 2) };
}

type Shape = Pick<Fence, 'boxes' | 'depthM' | 'distance'>;

function shapeOf(geometry: GeofenceGeometry, radius: number, halfWidth: number): Shape {
  if (geometry.type === 'Point') return circle(geometry.coordinates, radius);
  if (geometry.type === 'LineString') return corridor(geometry.coordinates, halfWidth);
  return area(geometry.coordinates);
}

function circle([lng, lat]: Position, radius: number): Shape {
  const centre = { lat, lng };
  return {
    boxes: growBox({ west: lng, south: lat, east: lng, north: lat }, radius),
    depthM: radius,
    distance: (place) => metresBetween(place, centre) - radius,
  };
}

function corridor(line: readonly Position[], halfWidth: number): Shape {
  const edges = new Edges([line]);
  const box = boxOf(line);
  return {
    boxes: growBox(box, halfWidth),
    depthM: halfWidth,
    distance: (place) => Math.sqrt(edges.squareTo(nearBox(place, box))) - halfWidth,
  };
}

function area(rings: readonly (readonly Position[])[]): Shape {
  const edges = new Edges(rings);
  const box = boxOf(rings[0] ?? []);
  const width = (box.east - box.west) * METRES_PER_DEGREE * Math.cos(((box.north + box.south) / 2) * RADIANS);
  return {
    boxes: growBox(box, 0),
    depthM: Math.min(width, (box.north - box.south) * METRES_PER_DEGREE) / 2,
    distance: (place) => {
      const near = nearBox(place, box);
      const metres = Math.sqrt(edges.squareTo(near));
      return edges.surround(near) ? -metres : metres;
    },
  };
}

function boxOf(line: readonly Position[]): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [lng, lat] of line) {
    box.west = Math.min(box.west, lng);
    box.east = Math.max(box.east, lng);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
}

/** Metres on each side of the way between two places. */
const BESIDE = 1;

/** Returns what lies around the way between two places, which is the shorter one around the world. */
export function boxesAlong(from: Place, to: Place): Box[] {
  const lng = from.lng + Math.round((to.lng - from.lng) / 360) * 360;
  const box = {
    west: Math.min(lng, to.lng),
    east: Math.max(lng, to.lng),
    south: Math.min(from.lat, to.lat),
    north: Math.max(from.lat, to.lat),
  };
  return growBox(box, BESIDE);
}

/** Returns what lies within some metres of a box, in one box or, across the 180th meridian, in two. */
export function growBox(box: Box, metres: number): Box[] {
  const south = Math.max(-90, box.south - metres / METRES_PER_DEGREE);
  const north = Math.min(90, box.north + metres / METRES_PER_DEGREE);
  const cosine = Math.cos(Math.max(Math.abs(south), Math.abs(north)) * RADIANS);
  const degrees = metres / (METRES_PER_DEGREE * Math.max(cosine, 1e-6));
  const [west, east] = [box.west - degrees, box.east + degrees];
  if (east - west >= 360) return [{ west: -180, south, east: 180, north }];
  if (west < -180) return split({ west: west + 360, south, east, north });
  if (east > 180) return split({ west, south, east: east - 360, north });
  return [{ west, south, east, north }];
}

function split({ west, south, east, north }: Box): Box[] {
  return [
    { west, south, east: 180, north },
    { west: -180, south, east, north },
  ];
}

/** Longitudes are the same every 360°: returns those that are nearest to the box. */
function nearBox(place: Place, { west, east }: Box): Place {
  const turns = Math.round(((west + east) / 2 - place.lng) / 360);
  return turns === 0 ? place : { lat: place.lat, lng: place.lng + turns * 360 };
}

/** Whether two boxes have a point in common. */
export function boxesMeet(a: Box, b: Box): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

export function boxContains(outer: Box, inner: Box): boolean {
  return (
    outer.west <= inner.west &&
    outer.south <= inner.south &&
    outer.east >= inner.east &&
    outer.north >= inner.north
  );
}
