/** OpenStreetMap's keys and values. */
export type Tags = Readonly<Record<string, string | undefined>>;

/** Degrees WGS 84. */
export type Point = readonly [lng: number, lat: number];

/** A node (one point), or a way, of a map. */
export interface MapFeature {
  readonly tags: Tags;
  readonly points: readonly Point[];
}

/** The keys that are used; readers of big files may skip all others. */
export const READ_KEYS: ReadonlySet<string> = new Set([
  ...['highway', 'name', 'ref', 'oneway', 'junction', 'area'],
  ...['access', 'vehicle', 'motor_vehicle', 'motorcar'],
  ...['maxspeed', 'maxspeed:forward', 'maxspeed:backward'],
  ...['maxspeed:type', 'zone:maxspeed', 'source:maxspeed'],
  ...['addr:housenumber', 'addr:street', 'addr:place', 'addr:city', 'addr:postcode'],
  ...['place', 'population'],
]);

/** Whether a node or way with these tags is used. */
export function isOfUse(tags: Tags): boolean {
  return 'highway' in tags || 'addr:housenumber' in tags || ('place' in tags && 'name' in tags);
}
