import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { osmPbf, type OsmNode, type OsmWay } from '@yipii/testing';

/** Lithuania's size and, about, its number of ways. */
const BOUNDS = { west: 21.5, south: 54.2, east: 26, north: 56.2 };
const NODES_PER_WAY = 10;
/** Ways are drawn around these, closer than between them. */
const TOWNS = 400;
const TOWN_DEGREES = 0.03;
const STEP_DEGREES = 0.0003;

/** Numbers from 0 to 1, the same each time. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Writes an .osm.pbf file of so many ways: streets of towns and roads between, with names, limits and houses. */
export async function writeInventedCountry(file: string, ways: number): Promise<void> {
  const pieces = osmPbf({ nodes: nodesOf(ways), ways: waysOf(ways) });
  await pipeline(Readable.from(pieces), createWriteStream(file));
}

function* nodesOf(ways: number): Generator<OsmNode> {
  const random = randoms(17);
  const towns = Array.from({ length: TOWNS }, () => ({
    lng: BOUNDS.west + random() * (BOUNDS.east - BOUNDS.west),
    lat: BOUNDS.south + random() * (BOUNDS.north - BOUNDS.south),
  }));
  let id = 1;
  for (let way = 0; way < ways; way++) {
    const town = towns[way % TOWNS] ?? { lng: 24, lat: 55 };
    // Two of three in town.
    const spread = random() < 0.67 ? TOWN_DEGREES : TOWN_DEGREES * 8;
    let lng = town.lng + (random() - 0.5) * 2 * spread;
    let lat = town.lat + (random() - 0.5) * spread;
    const heading = random() * 2 * Math.PI;
    for (let i = 0; i < NODES_PER_WAY; i++) {
      yield { id: id++, lng, lat };
      lng += 2 * STEP_DEGREES * Math.sin(heading + (random() - 0.5));
      lat += STEP_DEGREES * Math.cos(heading + (random() - 0.5));
    }
    yield { id: id++, lng, lat: lat + 0.0001, tags: houseTags(way) };
  }
}

function houseTags(way: number): Record<string, string> {
  return {
    'addr:street': `Gatvė ${way % 20_000}`,
    'addr:housenumber': String((way % 90) + 1),
    'addr:postcode': String(10_000 + (way % TOWNS)),
  };
}

function* waysOf(ways: number): Generator<OsmWay> {
  for (let way = 0; way < ways; way++) {
    // After the nodes of a way comes its house.
    const first = way * (NODES_PER_WAY + 1) + 1;
    const nodes = Array.from({ length: NODES_PER_WAY }, (_, i) => first + i);
    const isMain = way % 10 === 0;
    yield {
      nodes,
      tags: {
        highway: isMain ? 'secondary' : 'residential',
        ...(way % 4 === 0 ? {} : { name: `Gatvė ${way % 20_000}` }),
        ...(way % 3 === 0 ? { maxspeed: isMain ? '90' : '50' } : {}),
      },
    };
  }
}
