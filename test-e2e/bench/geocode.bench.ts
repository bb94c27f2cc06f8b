import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Place, StreetMap } from '@yipii/domain';
import { loadStreetMap, PER_DEGREE, type LoadedStreetMap, type StreetNetwork } from '@yipii/geo';
import { cpuTicks, slowdownSince } from '../support/stolen-time';
import { writeInventedCountry } from './geocode/invented-country';

const WAYS = 300_000;
const PLACES = 100_000;
/** Places are asked for in groups, since a clock is not exact enough for one. */
const GROUP = 10;

const { values: options } = parseArgs({ options: { streets: { type: 'string' } } });

/** How long an address and a speed limit take on a country's streets, and what loading them takes. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-geocode-'));
  const ticks = cpuTicks();
  try {
    const file = options.streets ?? path.join(folder, 'country.osm.pbf');
    if (options.streets === undefined) await writeInventedCountry(file, WAYS);
    const built = await timedLoad(file, folder);
    const cached = await timedLoad(file, folder);
    const map = cached.map;
    const places = map.network ? placesOn(map.network) : [];
    const results = [
      measure('address', places, (place) => map.addressOf(place)),
      measure('speed limit', places, (place, i) => map.speedLimitOf(place, (i * 7) % 360)),
      measure('town only', placesOfTheWorld(), (place) => map.addressOf(place)),
    ];
    console.table(results);
    const load = { 'built ms': built.ms, 'from cache ms': cached.ms, ways: map.network?.nameOf.length };
    console.log(load);
    const memory = { 'resident MB': Math.round(process.memoryUsage().rss / 1e6) };
    const run = { node: process.version, cpus: os.cpus().length, 'slowed by host': slowdownSince(ticks) };
    console.log(JSON.stringify({ bench: 'geocode', ...run, ...load, ...memory, results }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timedLoad(
  streets: string,
  cacheFolder: string,
): Promise<{ map: LoadedStreetMap; ms: number }> {
  const log = { log: () => undefined, warn: (entry: object) => console.error(entry) };
  const startedAt = performance.now();
  const map = await loadStreetMap({ streets, cacheFolder, log });
  return { map, ms: Math.round(performance.now() - startedAt) };
}

/** Up to 20 m off nodes of the network, from all over it. */
function placesOn({ lngs, lats, wayNodes }: StreetNetwork): Place[] {
  return Array.from({ length: PLACES }, (_, i) => {
    const node = wayNodes[(i * 7_919) % wayNodes.length] ?? 0;
    return {
      lng: (lngs[node] ?? 0) / PER_DEGREE + ((i % 7) - 3) * 5e-5,
      lat: (lats[node] ?? 0) / PER_DEGREE + ((i % 5) - 2) * 5e-5,
    };
  });
}

function placesOfTheWorld(): Place[] {
  return Array.from({ length: PLACES }, (_, i) => ({
    lng: ((i * 0.618_034) % 1) * 360 - 180,
    lat: (Math.asin(((i * 0.414_214) % 1) * 2 - 1) * 180) / Math.PI,
  }));
}

function measure(
  question: string,
  places: readonly Place[],
  ask: (place: Place, i: number) => ReturnType<StreetMap['addressOf']> | number,
): Record<string, string | number> {
  const answered = places.filter((place, i) => ask(place, i) !== null).length;
  const times = new Float64Array(Math.floor(places.length / GROUP));
  for (let group = 0; group < times.length; group++) {
    const startedAt = performance.now();
    for (let i = group * GROUP; i < (group + 1) * GROUP; i++) ask(places[i] ?? { lat: 0, lng: 0 }, i);
    times[group] = ((performance.now() - startedAt) * 1000) / GROUP;
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const at = (share: number) => round(times.sort()[Math.floor(times.length * share)] ?? 0);
  return {
    question,
    'answered %': Math.round((answered / places.length) * 100),
    'mean µs': round(mean),
    'median µs': at(0.5),
    'p99 µs': at(0.99),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

void main();
