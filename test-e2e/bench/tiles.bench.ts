import { buildNetwork, gothenburgStreets, MapTiles } from '@yipii/geo';
import { Latencies } from './latencies';

const ZOOMS = 15;
/** Per zoom, over the town and around it. */
const PLACES = 400;
const ROUNDS = 3;

let state = 42;
const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;

/** Web Mercator, as all tiles of the pyramid. */
function tileAt(lng: number, lat: number, z: number) {
  const sine = Math.sin((lat * Math.PI) / 180);
  const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { z, x: Math.floor((lng / 360 + 0.5) * 2 ** z), y: Math.floor(north * 2 ** z) };
}

const tiles = new MapTiles(buildNetwork(gothenburgStreets()));
const results: object[] = [];
for (const round of Array(ROUNDS).keys()) {
  const times = new Latencies();
  let bytes = 0;
  for (let i = 0; i < ZOOMS * PLACES; i++) {
    const address = tileAt(11.8 + random() * 0.35, 57.62 + random() * 0.17, i % ZOOMS);
    const startedAt = performance.now();
    bytes = Math.max(bytes, tiles.cut(address).length);
    times.add(performance.now() - startedAt);
  }
  const ms = {
    'p50 ms': times.percentile(0.5),
    'p99 ms': times.percentile(0.99),
    'max ms': times.percentile(1),
  };
  results.push({ round: round + 1, tiles: times.count, ...ms, 'largest KB': Math.round(bytes / 102.4) / 10 });
}
console.table(results);
console.log(JSON.stringify({ bench: 'tiles', node: process.version, results }));
