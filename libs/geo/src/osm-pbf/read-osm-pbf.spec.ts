import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { osmPbf, type OsmData, type OsmNode, type OsmWay } from '@yipii/testing';
import type { MapFeature } from '../source/map-feature';
import { readOsmPbf } from './read-osm-pbf';

const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-pbf-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(data: OsmData | Buffer): Promise<MapFeature[]> {
  const file = path.join(folder, 'map.osm.pbf');
  writeFileSync(file, Buffer.isBuffer(data) ? data : Buffer.concat([...osmPbf(data)]));
  const features: MapFeature[] = [];
  await readOsmPbf(file, (feature) => features.push(feature));
  return features;
}

const NODES: OsmNode[] = [
  { id: 7_000_000_000, lng: 9.5, lat: 47.1 },
  {
    id: 7_000_000_003,
    lng: 9.6,
    lat: 47.2,
    tags: { 'addr:housenumber': '9', 'addr:street': 'Städtle', phone: '1' },
  },
  { id: 7_000_000_005, lng: -179.9999999, lat: -89.9999999 },
  { id: 9, lng: 9.7, lat: 47.3, tags: { place: 'town', name: 'Vaduz' } },
  { id: 10, lng: 9.7, lat: 47.3, tags: { amenity: 'bench' } },
];
const WAYS: OsmWay[] = [
  { nodes: [9, 7_000_000_005, 7_000_000_000], tags: { highway: 'residential', name: 'Städtle', lit: 'yes' } },
  { nodes: [9, 10, 9], tags: { landuse: 'grass' } },
];
const DATA = { nodes: NODES, ways: WAYS };

describe('an .osm.pbf file', () => {
  it.each([
    ['dense', false],
    ['one by one', true],
  ])('with nodes %s gives the nodes and ways of use, with the tags of use', async (_, plainNodes) => {
    expect(await read({ ...DATA, plainNodes })).toEqual(
      [
        { tags: { 'addr:housenumber': '9', 'addr:street': 'Städtle' }, points: [[9.6, 47.2]] },
        { tags: { place: 'town', name: 'Vaduz' }, points: [[9.7, 47.3]] },
        {
          tags: { highway: 'residential', name: 'Städtle' },
          points: [[9.7, 47.3], [-179.9999999, -89.9999999], [9.5, 47.1]], // prettier-ignore
        },
      ].map(closeTo),
    );
  });

  it('may be of many blocks', async () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => ({ id: i * 3, lng: i / 1000, lat: 1 }));
    const ways = nodes.slice(1).map(({ id }) => ({ nodes: [id - 3, id], tags: { highway: 'track' } }));
    const features = await read({ nodes, ways });
    expect(features).toHaveLength(19_999);
    expect(features.at(-1)?.points.map(([lng]) => lng)).toEqual([19.998, 19.999]);
  });

  it('gives the stretches of a way that is partly beyond the file', async () => {
    const nodes = [1, 2, 4, 5].map((id) => ({ id, lng: id, lat: 0 }));
    const features = await read({ nodes, ways: [{ nodes: [1, 2, 3, 4, 5], tags: { highway: 'primary' } }] });
    expect(features.map(({ points }) => points.map(([lng]) => lng))).toEqual([[1, 2], [4, 5]]); // prettier-ignore
  });

  it('is refused as damaged wherever it is cut', async () => {
    const whole = Buffer.concat([...osmPbf(DATA)]);
    const pieces = [...osmPbf(DATA)].map(({ length }) => length);
    const ends = new Set(pieces.map((_, i) => pieces.slice(0, i + 1).reduce((sum, length) => sum + length)));
    for (let length = 0; length < whole.length; length++) {
      if (ends.has(length)) continue;
      await expect(read(whole.subarray(0, length))).rejects.toMatchObject({ code: 'STREETS_DAMAGED' });
    }
  });

  it('is refused as damaged with any byte of its data inverted, or is read', async () => {
    const whole = Buffer.concat([...osmPbf(DATA)]);
    for (let i = 0; i < whole.length; i++) {
      const broken = Buffer.from(whole);
      broken[i] = ~(broken[i] ?? 0);
      const outcome = await read(broken).catch((error: unknown) => error);
      if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ code: 'STREETS_DAMAGED' });
    }
  });
});

function closeTo({ tags, points }: { tags: object; points: number[][] }): unknown {
  return {
    tags,
    points: points.map((point) => point.map((degrees) => expect.closeTo(degrees, 7) as number)),
  };
}
