import { gothenburgStreets } from '../streets/gothenburg';
import { buildNetwork } from '../streets/street-network';
import { MapTiles } from './map-tiles';
import { isTile, type TileAddress } from './tile';

function tileAt(lng: number, lat: number, z: number): TileAddress {
  const sine = Math.sin((lat * Math.PI) / 180);
  const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { z, x: Math.floor((lng / 360 + 0.5) * 2 ** z), y: Math.floor(north * 2 ** z) };
}

describe('map tiles', () => {
  const tiles = new MapTiles(buildNetwork(gothenburgStreets()));
  const inside = (address: TileAddress) => {
    const { land, borders, roads, places } = tiles.layersOf(address);
    return { land: land.features, borders: borders.features, roads: roads.features, places: places.features };
  };
  const namesOf = (features: readonly { tags: Readonly<Record<string, string | number>> }[]) =>
    features.map(({ tags }) => tags.name);

  it('have the streets of a town by name and kind', () => {
    const { roads, places, land } = inside(tileAt(11.9735, 57.7087, 14));
    expect(namesOf(roads)).toContain('Drottninggatan');
    expect(new Set(roads.map(({ tags }) => tags.kind))).toEqual(
      new Set(['motorway', 'main', 'street', 'path']),
    );
    expect(namesOf(places)).toContain('Göteborg');
    expect(land).toHaveLength(1);
  });

  it('have fewer roads the more they cover', () => {
    const kinds = (z: number) =>
      new Set(inside(tileAt(11.9735, 57.7087, z)).roads.map(({ tags }) => tags.kind));
    expect(kinds(12)).toEqual(new Set(['motorway', 'main', 'street']));
    expect(kinds(10)).toEqual(new Set(['motorway', 'main']));
    expect(kinds(7)).toEqual(new Set(['motorway']));
    expect(kinds(5)).toEqual(new Set());
  });

  it('show the world where there are no streets', () => {
    const world = inside({ z: 0, x: 0, y: 0 });
    expect(world.land.length).toBeGreaterThan(0);
    expect(world.borders.length).toBeGreaterThan(0);
    expect(namesOf(world.places)).toContain('Shanghai');
    // In the middle of the Pacific.
    expect(inside(tileAt(-150, -30, 8))).toMatchObject({ land: [], roads: [], places: [] });
    expect(namesOf(inside(tileAt(-3.7, 40.42, 10)).places)).toContain('Madrid');
  });

  it('cut the coast into rings that end where they begin', () => {
    const rings = inside(tileAt(11, 56.5, 7)).land.flatMap(
      ({ geometry }) => geometry as [number, number][][],
    );
    expect(rings.length).toBeGreaterThan(0);
    for (const ring of rings) expect(ring.at(-1)).toEqual(ring[0]);
  });

  it('are of the pyramid', () => {
    expect(isTile({ z: 14, x: 16_383, y: 0 })).toBe(true);
    for (const odd of [
      { z: 15, x: 0, y: 0 },
      { z: 1, x: 2, y: 0 },
      { z: 1, x: 0, y: -1 },
      { z: Number.NaN, x: 0, y: 0 },
    ])
      expect(isTile(odd)).toBe(false);
  });
});
