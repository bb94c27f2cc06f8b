import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SmallTown, townPlace as at } from '@yipii/testing';
import { PER_DEGREE } from '../grid/geometry';
import { gothenburgFile } from '../streets/gothenburg';
import type { StreetNetwork } from '../streets/street-network';
import { textAt } from '../texts/packed-texts';
import { forgetStreetData } from './load-street-data';
import { loadStreetMap, type LoadedStreetMap } from './load-street-map';

const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cacheFolder = path.join(folder, 'cache');
const cacheFile = path.join(cacheFolder, 'streets.cache');
const TOWN_FILE = path.join(folder, 'town.osm.pbf');

/** Loads as a process does that has just started, and tells what was logged. */
function load(streets?: string) {
  forgetStreetData();
  return loadAgain(streets);
}

async function loadAgain(
  streets?: string,
): Promise<{ map: LoadedStreetMap; logged: object[]; warnings: object[] }> {
  const logged: object[] = [];
  const warnings: object[] = [];
  const log = { log: (entry: object) => logged.push(entry), warn: (entry: object) => warnings.push(entry) };
  const map = await loadStreetMap({ ...(streets === undefined ? {} : { streets }), cacheFolder, log });
  return { map, logged, warnings };
}

function flipBit(at: number): void {
  const bytes = readFileSync(cacheFile);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(cacheFile, bytes);
}

function aTown(): SmallTown {
  return new SmallTown()
    .way(
      [
        [-500, 0],
        [500, 0],
      ],
      { highway: 'primary', name: 'Ilgoji g.', maxspeed: '50' },
    ) // prettier-ignore
    .way(
      [
        [0, 20],
        [0, 400],
      ],
      { highway: 'residential', name: 'Trumpoji g.', maxspeed: '30' },
    ) // prettier-ignore
    .way(
      [
        [200, 12],
        [400, 12],
      ],
      { highway: 'pedestrian', name: 'Turgaus a.' },
    ) // prettier-ignore
    .house([-40, 15], 'Ilgoji g.', '9')
    .node([600, 600], { place: 'village', name: 'Maža Riešė' });
}

let town: LoadedStreetMap;
beforeAll(async () => {
  town = (await load(aTown().writeTo(TOWN_FILE))).map;
});

describe('a map that is loaded', () => {
  it('without streets knows towns, and whom to thank', async () => {
    const { map } = await load();
    expect(map.network).toBeNull();
    expect(map.attribution).toEqual(['GeoNames, CC BY 4.0']);
    expect(map.addressOf(at(-42, 3))).toMatchObject({ street: null, country: 'LT' });
    expect(map.speedLimitOf(at(-42, 3), 90)).toBeNull();
  });

  it('has the network that is driven, and says whose it is', () => {
    expect(town.network?.nameOf).toHaveLength(2);
    expect(town.attribution).toContain('© OpenStreetMap contributors, ODbL');
  });

  it('may be GeoJSON, such as the network of Gothenburg', async () => {
    const { map } = await load(gothenburgFile());
    expect(map.network?.nameOf.length).toBeGreaterThan(8_000);
    expect(map.addressOf({ lat: 57.7052, lng: 11.9697 })).toMatchObject({
      street: 'Kyrkogatan',
      town: 'Göteborg',
      country: 'SE',
    });
    expect(map.speedLimitOf({ lat: 57.7052, lng: 11.9697 }, 0)).toBeNull();
  });
});

describe('a file that several parts of a process use', () => {
  it('is read once, at the same time or later, and again when it has changed', async () => {
    const [first, second] = await Promise.all([load(TOWN_FILE), loadAgain(TOWN_FILE)]);
    const later = await loadAgain(path.relative(process.cwd(), TOWN_FILE));
    expect([first, second, later].flatMap(({ logged }) => logged)).toHaveLength(1);
    for (const { map } of [second, later]) expect(map.network).toBe(first.map.network);
    utimesSync(TOWN_FILE, 2_000, 2_000);
    expect((await loadAgain(TOWN_FILE)).logged).toHaveLength(1);
  });

  it('is tried again where it could not be read', async () => {
    const file = path.join(folder, 'late.osm.pbf');
    writeFileSync(file, '{');
    await expect(Promise.all([load(file), loadAgain(file)])).rejects.toMatchObject({ name: 'StreetsError' });
    aTown().writeTo(file);
    expect((await loadAgain(file)).map.network).not.toBeNull();
  });
});

describe('the cache', () => {
  it('answers like the file that it was built from', async () => {
    rmSync(cacheFolder, { recursive: true });
    const first = await load(TOWN_FILE);
    const second = await load(TOWN_FILE);
    expect(first.logged).toEqual([expect.objectContaining({ fromCache: false, ways: 2, houses: 1 })]);
    expect(second.logged).toEqual([expect.objectContaining({ fromCache: true, ways: 2, houses: 1 })]);
    expect([...first.warnings, ...second.warnings]).toEqual([]);
    expect(second.map.network).toEqual(first.map.network);
    for (const place of [at(-42, 3), at(20, 200), at(300, 30), at(600, 590)])
      expect(second.map.addressOf(place)).toEqual(first.map.addressOf(place));
    expect(readdirSync(cacheFolder)).toEqual(['streets.cache']);
  });

  it.each([
    ['is cut short', () => truncateSync(cacheFile, 500), 'damaged'],
    ['is empty', () => truncateSync(cacheFile, 0), 'damaged'],
    ['has one wrong bit', () => flipBit(700), 'damaged'],
    ['is of another version', () => flipBit(8), 'of another version'],
    ['is of an older file', () => utimesSync(TOWN_FILE, 1_000, 1_000), 'of another file'],
  ])('that %s is built anew, with a warning', async (_, harm, reason) => {
    await load(TOWN_FILE);
    harm();
    const { map, logged, warnings } = await load(TOWN_FILE);
    expect(warnings).toEqual([{ msg: 'street cache is rebuilt', reason }]);
    expect(logged).toEqual([expect.objectContaining({ fromCache: false })]);
    expect(map.addressOf(at(-42, 3))?.street).toBe('Ilgoji g. 9');
    expect((await load(TOWN_FILE)).logged).toEqual([expect.objectContaining({ fromCache: true })]);
  });

  it('that cannot be written is done without, with a warning', async () => {
    const log = { log: jest.fn(), warn: jest.fn() };
    forgetStreetData();
    // A file where the folder should be.
    const map = await loadStreetMap({ streets: TOWN_FILE, cacheFolder: TOWN_FILE, log });
    expect(map.addressOf(at(-42, 3))?.street).toBe('Ilgoji g. 9');
    expect(log.warn).toHaveBeenCalledWith(
      expect.objectContaining({ msg: 'street cache could not be written' }),
    );
  });
});

describe('a file of streets', () => {
  const whole = aTown().toPbf();

  it.each([
    ['that is missing', null, 'STREETS_MISSING'],
    ['that is cut short', whole.subarray(0, whole.length - 10), 'STREETS_DAMAGED'],
    ['that is empty', Buffer.alloc(0), 'STREETS_DAMAGED'],
    ['that is a text', Buffer.from('Hello, this is no map of any streets.'), 'STREETS_DAMAGED'],
    ['that is some other binary', readFileSync(process.execPath).subarray(0, 10_000), 'STREETS_DAMAGED'],
    ['that is GeoJSON cut short', Buffer.from('{"type":"FeatureCollection","features":['), 'STREETS_DAMAGED'],
    ['that is some other JSON', Buffer.from('{"name":"yipii"}'), 'STREETS_DAMAGED'],
    [
      'with a feature without coordinates',
      Buffer.from('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point"}}]}'),
      'STREETS_DAMAGED',
    ],
    ['without any street', Buffer.from('{"type":"FeatureCollection","features":[]}'), 'STREETS_EMPTY'],
  ])('%s is refused with a code', async (_, content, code) => {
    const file = path.join(folder, 'bad');
    if (content) writeFileSync(file, content);
    await expect(load(file)).rejects.toMatchObject({ name: 'StreetsError', code });
    await expect(load(file)).rejects.toThrow(file);
  });

  it('that is a folder is refused', async () => {
    await expect(load(folder)).rejects.toMatchObject({ code: 'STREETS_MISSING' });
  });
});

const region = process.env.STREETS_PBF;
// Real streets, where someone has named a file of them.
if (region !== undefined) {
  describe(`the streets of ${region}`, () => {
    it('have names, near which addresses are theirs, and limits', async () => {
      const { map } = await load(region);
      const ways = [...middlesOf(map.network as StreetNetwork)];
      const named = ways.filter(({ name }) => name !== '');
      const theirs = named.filter(({ name, place }) => map.addressOf(place)?.street?.startsWith(name));
      // At junctions it may be the other street.
      expect(theirs.length / named.length).toBeGreaterThan(0.8);
      const limited = ways.filter(({ limit }) => limit > 0);
      expect(limited.some(({ limit, place }) => map.speedLimitOf(place, null) === limit)).toBe(true);
    });
  });
}

/** The middle node of every fifth way. */
function* middlesOf({ names, nameOf, wayStarts, wayNodes, lats, lngs, speedLimits }: StreetNetwork) {
  for (let way = 0; way < nameOf.length; way += 5) {
    const node = wayNodes[((wayStarts[way] ?? 0) + (wayStarts[way + 1] ?? 0)) >> 1] ?? 0;
    const place = { lat: (lats[node] ?? 0) / PER_DEGREE, lng: (lngs[node] ?? 0) / PER_DEGREE };
    yield { place, name: textAt(names, nameOf[way] ?? 0), limit: speedLimits[way] ?? 0 };
  }
}
