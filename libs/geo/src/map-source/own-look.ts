import type { TileFeature } from '../tiles/tile';
import { WHOLE } from '../tiles/whole';
import { geometryOf, type DecodedFeature, type DecodedTile } from './decode-tile';

type Layers = Readonly<Record<string, { readonly features: TileFeature[] }>>;
type OwnLayer = 'green' | 'water' | 'borders' | 'roads' | 'places';
type Tags = DecodedFeature['tags'];

interface Rule {
  readonly into: OwnLayer;
  readonly type: DecodedFeature['type'];
  /** Null: it is not shown. */
  readonly tagsOf: (tags: Tags) => TileFeature['tags'] | null;
}

const ROADS = kinds({
  motorway: ['motorway', 'trunk', 'motorway_link', 'trunk_link', 'highway'],
  main: ['primary', 'secondary', 'tertiary', 'primary_link', 'secondary_link', 'tertiary_link', 'major_road'],
  street: [
    'minor',
    'minor_road',
    'residential',
    'unclassified',
    'living_street',
    'street',
    'pedestrian',
    'busway',
  ],
  path: ['service', 'track', 'path', 'footway', 'steps', 'cycleway', 'bridleway', 'other'],
});
const RANKS = kinds({
  1: ['city', 'state_capital', 'capital'],
  2: ['town'],
  3: ['village', 'suburb', 'borough', 'locality'],
  4: ['hamlet', 'quarter', 'neighbourhood', 'isolated_dwelling', 'farm'],
});
const GREEN = new Set([
  ...[
    'wood',
    'forest',
    'grass',
    'grassland',
    'park',
    'meadow',
    'orchard',
    'vineyard',
    'garden',
    'scrub',
    'heath',
  ],
  ...['nature_reserve', 'national_park', 'cemetery', 'golf_course', 'recreation_ground', 'village_green'],
]);

const water: Rule = { into: 'water', type: 3, tagsOf: ({ kind }) => (kind === 'swimming_pool' ? null : {}) };
const green: Rule = { into: 'green', type: 3, tagsOf: (tags) => (GREEN.has(kindOf(tags)) ? {} : null) };
const border: Rule = { into: 'borders', type: 2, tagsOf: (tags) => (isBorder(tags) ? {} : null) };
const road: Rule = { into: 'roads', type: 2, tagsOf: roadTags };
const roadName: Rule = {
  into: 'roads',
  type: 2,
  tagsOf: (tags) => nameOf(tags) && { kind: 'name', ...nameOf(tags) },
};
const place: Rule = { into: 'places', type: 1, tagsOf: placeTags };

/** By layer of OpenMapTiles, Protomaps (version 4) and Shortbread; where two have the same, it holds the same. */
const RULES = new Map<string, Rule>(
  Object.entries({
    ...{ water, ocean: water, water_polygons: water },
    ...{ landcover: green, landuse: green, park: green, land: green },
    ...{ boundary: border, boundaries: border },
    ...{ transportation: road, roads: road, streets: road },
    ...{ transportation_name: roadName, street_labels: roadName },
    ...{ place, places: place, place_labels: place },
  }),
);

/** Returns whether one of the layers is of a schema that is known. */
export function isKnownSchema(layerNames: Iterable<string>): boolean {
  return [...layerNames].some((name) => RULES.has(name));
}

/** Returns a tile of a known schema in the layers of our own map, which the pages draw in their own colours. */
export function inOwnLook(tile: DecodedTile): Layers {
  const own: Record<'land' | OwnLayer, TileFeature[]> = {
    ...{ land: [WHOLE], green: [], water: [], borders: [], roads: [], places: [] },
  };
  for (const [name, features] of tile) {
    const rule = RULES.get(name);
    if (!rule) continue;
    for (const feature of features) {
      const { type } = feature;
      const tags = type === rule.type ? rule.tagsOf(feature.tags) : null;
      if (tags) own[rule.into].push({ type, geometry: geometryOf(feature), tags });
    }
  }
  // Large towns take their place on the map first.
  own.places.sort((a, b) => Number(a.tags.rank) - Number(b.tags.rank));
  return Object.fromEntries(Object.entries(own).map(([name, features]) => [name, { features }]));
}

function roadTags(tags: Tags): TileFeature['tags'] | null {
  const kind = kindIn(ROADS, tags);
  return kind === undefined ? null : { kind, ...nameOf(tags) };
}

function placeTags(tags: Tags): TileFeature['tags'] | null {
  const rank = kindIn(RANKS, tags);
  const name = nameOf(tags);
  return rank === undefined || !name ? null : { ...name, rank: Number(rank) };
}

/** Between countries, and not at sea. */
function isBorder({ kind, admin_level, maritime }: Tags): boolean {
  return (kind === 'country' || Number(admin_level) === 2) && ![1, true, 'yes'].includes(maritime as never);
}

/** The pages' languages are all written in Latin letters. */
function nameOf(tags: Tags): { name: string } | null {
  const name = tags['name:latin'] ?? tags.name;
  return typeof name === 'string' && name !== '' ? { name } : null;
}

/** `class` in OpenMapTiles, `kind` in the others. */
function kindOf({ kind, class: ofClass }: Tags): string {
  return textOf(kind ?? ofClass);
}

/** Protomaps says more in `kind_detail`. */
function kindIn(table: ReadonlyMap<string, string>, tags: Tags): string | undefined {
  return table.get(textOf(tags.kind_detail)) ?? table.get(kindOf(tags));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function kinds(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
  );
}
