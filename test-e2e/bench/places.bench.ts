import { PlaceIndex, PlaceIndexBuilder } from '@yipii/geo';
import { Latencies } from './latencies';

const STREETS = 1_000_000;
const TOWNS = 10_000;
const SEARCHES = 3_000;

let state = 42;
const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 2 * list.length)] as T;

const SYLLABLES =
  'ba ber bro dal den el er fal gar gen hal hei in ka kel lan lin mar mün nau ol per rich ro sach sand stein tal tor ul ver wald wei zen'.split(
    ' ',
  );
const ENDINGS = ['straße', 'weg', 'gasse', 'platz', 'allee', 'ring'];
const SORTS = ['Straße', 'Weg', 'Am', 'Im', 'Alte', 'Neue', 'Unterer', 'Oberer'];

/** Names as in a country where most streets are named after something and many names come in many towns. */
function stem(): string {
  const text = Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(SYLLABLES)).join('');
  return `${(text[0] ?? '').toUpperCase()}${text.slice(1)}`;
}

function build(): { index: PlaceIndex; names: string[]; seconds: number; megabytes: number } {
  const stems = Array.from({ length: 150_000 }, stem);
  const names: string[] = [];
  const builder = new PlaceIndexBuilder();
  const startedAt = performance.now();
  for (let i = 0; i < TOWNS; i++)
    builder.add({
      kind: 'town',
      name: `${stem()}${pick(['burg', 'heim', 'dorf'])}`,
      ...place(),
      country: 'DE',
      population: 1_000,
    });
  for (let i = 0; i < STREETS; i++) {
    const name = random() < 0.7 ? `${pick(stems)}${pick(ENDINGS)}` : `${pick(SORTS)} ${pick(stems)}`;
    if (names.length < 50_000) names.push(name);
    builder.add({ kind: 'street', name, ...place(), town: `${pick(stems)}heim`, country: 'DE' });
  }
  const columns = builder.finish();
  const seconds = (performance.now() - startedAt) / 1_000;
  return { index: new PlaceIndex(columns), names, seconds, megabytes: bytesOf(columns) / 1e6 };
}

function bytesOf(columns: object): number {
  return (Object.values(columns) as object[]).reduce(
    (sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : bytesOf(part)),
    0,
  );
}

function place() {
  return { lat: 47 + random() * 8, lng: 6 + random() * 9 };
}

function measure(index: PlaceIndex, texts: readonly string[]) {
  const times = new Latencies();
  for (let i = 0; i < SEARCHES; i++) {
    const startedAt = performance.now();
    index.search({ text: texts[i % texts.length] ?? '', near: place(), limit: 10 });
    times.add(performance.now() - startedAt);
  }
  return { p50: times.percentile(0.5), p99: times.percentile(0.99), max: times.percentile(1) };
}

/** As somebody types: a name letter by letter. */
const typed = (names: readonly string[]) =>
  names.slice(0, 500).flatMap((name) => Array.from(name, (_, i) => name.slice(0, i + 1)));

const withError = (name: string): string => {
  const at = 1 + Math.floor(random() * (name.length - 1));
  return name.slice(0, at) + pick(['', 'x', (name[at] ?? '') + (name[at] ?? '')]) + name.slice(at + 1);
};

const { index, names, seconds, megabytes } = build();
const shuffled = names
  .map((name) => ({ name, at: random() }))
  .sort((a, b) => a.at - b.at)
  .map(({ name }) => name);
const sorts: Readonly<Record<string, readonly string[]>> = {
  'whole name': shuffled,
  'letter by letter': typed(shuffled),
  'with a typing error': shuffled.map(withError),
  'two words with errors': shuffled.map((name) => `${withError(name)} ${withError(pick(shuffled))}`),
  'a common word': ['straße', 'weg', 'str', 's', 'a', 'am', 'alte straße'],
};
const figures = Object.fromEntries(
  Object.entries(sorts).map(([sort, texts]) => [sort, measure(index, texts)]),
);
console.table(figures);
const load = {
  places: index.size,
  'built s': Math.round(seconds * 10) / 10,
  'index MB': Math.round(megabytes),
};
console.log(load);
console.log(JSON.stringify({ bench: 'places', node: process.version, ...load, ms: figures }));
