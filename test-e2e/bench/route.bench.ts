import os from 'node:os';
import {
  buildNetwork,
  gothenburgStreets,
  StreetRouter,
  type RoadClass,
  type Street,
  type StreetNetwork,
} from '@yipii/geo';
import { Latencies } from './latencies';

const ROUTES = 1_000;
/** Crossings in each direction, about a kilometre apart: 114,720 and 319,200 ways. */
const GRIDS = [240, 400];

async function main(): Promise<void> {
  const results = [await measure('Gothenburg', gothenburgStreets())];
  for (const size of GRIDS) results.push(await measure(`grid ${size} × ${size}`, grid(size)));
  console.table(results);
  console.log(JSON.stringify({ bench: 'route', node: process.version, cpus: os.cpus().length, results }));
}

async function measure(map: string, streets: readonly Street[]): Promise<object> {
  const network = buildNetwork(streets);
  const before = performance.now();
  const router = new StreetRouter(network);
  const buildMs = Math.round(performance.now() - before);
  const latencies = new Latencies();
  let [kilometres, elapsed] = [0, 0];
  for (let i = 0; i < ROUTES; i++) {
    const [from, to] = [placeOf(network, i * 7_919), placeOf(network, i * 104_729 + 1_234)];
    const start = performance.now();
    kilometres += (await router.route(from, to)).distanceKm;
    elapsed += performance.now() - start;
    latencies.add(performance.now() - start);
  }
  return {
    map,
    ways: streets.length,
    buildMs,
    meanKm: Math.round(kilometres / ROUTES),
    'routes/s': Math.round(ROUTES / (elapsed / 1_000)),
    'p50 ms': latencies.percentile(0.5),
    'p99 ms': latencies.percentile(0.99),
  };
}

function placeOf({ lngs, lats }: StreetNetwork, i: number) {
  const node = i % lngs.length;
  return { lat: (lats[node] ?? 0) / 1e7, lng: (lngs[node] ?? 0) / 1e7 };
}

/** The roads of a country: crooked, every fifth bigger, every fortieth a motorway. */
function grid(size: number): Street[] {
  const at = (x: number, y: number) =>
    [
      10 + x * 0.017 + 0.003 * Math.sin(x * 7 + y * 3),
      50 + y * 0.01 + 0.002 * Math.sin(x * 5 + y * 11),
    ] as const;
  const street = (a: readonly [number, number], b: readonly [number, number], line: number): Street => ({
    points: [a, b],
    name: null,
    roadClass: classOf(line),
    direction: 'both',
    speedLimit: null,
  });
  const streets: Street[] = [];
  for (let x = 0; x < size; x++) {
    for (let y = 0; y < size; y++) {
      if (x + 1 < size) streets.push(street(at(x, y), at(x + 1, y), y));
      if (y + 1 < size) streets.push(street(at(x, y), at(x, y + 1), x));
    }
  }
  return streets;
}

function classOf(line: number): RoadClass {
  if (line % 40 === 0) return 'motorway';
  if (line % 10 === 0) return 'primary';
  return line % 5 === 0 ? 'secondary' : 'unclassified';
}

void main();
