import type { Place } from '../position/place';

/** Longitude, latitude (RFC 7946, 3.1.1). */
export type GeoJsonPosition = readonly [lng: number, lat: number];

/** The geometry of a track (RFC 7946). */
export type TrackGeometry =
  | { readonly type: 'Point'; readonly coordinates: GeoJsonPosition }
  | { readonly type: 'LineString'; readonly coordinates: readonly GeoJsonPosition[] }
  | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly GeoJsonPosition[])[] };

/**
 * Returns a line through the places in order, a point for a single place, null for none. A line across the
 * antimeridian is split there (RFC 7946, 3.1.9), so that no map draws it around the globe.
 */
export function trackGeometry(track: readonly Place[]): TrackGeometry | null {
  const lines = cutAtAntimeridian(track);
  const [first] = lines;
  if (lines.length > 1) return { type: 'MultiLineString', coordinates: lines };
  if (first) return { type: 'LineString', coordinates: first };
  const [place] = track;
  return place ? { type: 'Point', coordinates: [place.lng, place.lat] } : null;
}

function cutAtAntimeridian(track: readonly Place[]): GeoJsonPosition[][] {
  const lines: GeoJsonPosition[][] = [];
  let line: GeoJsonPosition[] = [];
  let before: Place | undefined;
  for (const place of track) {
    if (before && Math.abs(place.lng - before.lng) > 180) {
      const crossing = crossingOf(before, place);
      lines.push(withPoint(line, [crossing.from, crossing.lat]));
      line = [[-crossing.from, crossing.lat]];
      if (place.lng === -crossing.from && place.lat === crossing.lat) line = [];
    }
    line.push([place.lng, place.lat]);
    before = place;
  }
  return [...lines, line].filter(({ length }) => length > 1);
}

/** Returns the side of the antimeridian, 180 or -180, on which the path leaves, and the latitude. */
function crossingOf(a: Place, b: Place): { from: number; lat: number } {
  const from = b.lng < a.lng ? 180 : -180;
  const way = b.lng + 2 * from - a.lng;
  const share = way === 0 ? 0 : (from - a.lng) / way;
  return { from, lat: a.lat + share * (b.lat - a.lat) };
}

/** Adds a point unless a place on the antimeridian is already there. */
function withPoint(line: GeoJsonPosition[], point: GeoJsonPosition): GeoJsonPosition[] {
  const last = line.at(-1);
  return last && last[0] === point[0] && last[1] === point[1] ? line : [...line, point];
}
