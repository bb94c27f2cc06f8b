import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { metresFrom, playTrack, thinned, type TrackFix } from './played-track';

/** A folder with recorded tracks: `.gpx`, or `.csv` with timestamp, latitude, longitude and vehicle_id. */
const FOLDER = process.env.TRACKS;
const CADENCES = [1, 5, 15, 30] as const;
/** Metres and km/h from the fix before: whoever has come so far so fast drives. */
const DRIVEN = { metres: 50, kmh: 10, seconds: 120 } as const;
/** ms. */
const SILENCE = 1_800_000;
/** Kilometres of a track that is long enough to be compared. */
const SHORTEST = 5;

const tracks = FOLDER === undefined ? [] : readdirSync(FOLDER).flatMap((file) => readTracks(FOLDER, file));

describe('recorded tracks', () => {
  it('are read from GPX, and from CSV by vehicle', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-tracks-'));
    const [from, to] = ['2026-06-01T12:00:00Z', '2026-06-01T12:10:00Z'];
    const point = (lat: number, time: string) => `<trkpt lat="${lat}" lon="12"><time>${time}</time></trkpt>`;
    writeFileSync(path.join(folder, 'a.gpx'), `<trkseg>${point(57.7, from)}${point(57.8, to)}</trkseg>`);
    const csv = `vehicle_id,timestamp,latitude,longitude
7,2026-06-01 12:00:00,57.7,12
7,2026-06-01 12:10:00,57.8,12
8,2026-06-01 12:00:00,57.7,12
`;
    writeFileSync(path.join(folder, 'b.csv'), csv);
    const fixes = [
      { fixTime: Date.parse(from), lat: 57.7, lng: 12 },
      { fixTime: Date.parse(to), lat: 57.8, lng: 12 },
    ];
    const read = readdirSync(folder).flatMap((file) => readTracks(folder, file));
    expect(read).toEqual([
      ['a.gpx', fixes],
      ['b.csv 7', fixes],
    ]);
    rmSync(folder, { recursive: true });
  });

  // Where someone has named a folder of them.
  if (tracks.length === 0) return;
  it.each(tracks)(
    '%s has its length within 3 %, at whatever cadence, and never stands while it drives',
    async (_, fixes) => {
      const length = lengthOf(fixes);
      const shares: number[] = [];
      for (const cadence of CADENCES) {
        const kept = thinned(fixes, cadence);
        const { tripKm, statuses } = await playTrack(kept);
        shares.push(tripKm / length - 1);
        const standing = kept.filter(
          (fix, i) => statuses.get(fix.fixTime) !== 'moving' && isDriven(kept[i - 1], fix),
        );
        expect(standing).toEqual([]);
      }
      expect(Math.max(...shares.map(Math.abs))).toBeLessThan(0.03);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.03);
    },
  );
});

function isDriven(before: TrackFix | undefined, fix: TrackFix): boolean {
  if (!before) return false;
  const seconds = (fix.fixTime - before.fixTime) / 1000;
  const metres = metresFrom(before, fix);
  return seconds <= DRIVEN.seconds && metres >= DRIVEN.metres && (metres / seconds) * 3.6 >= DRIVEN.kmh;
}

/** Kilometres, without those of a silence: they belong to no trip. */
function lengthOf(fixes: readonly TrackFix[]): number {
  const ways = fixes.slice(1).map((fix, i) => {
    const before = fixes[i] ?? fix;
    return fix.fixTime - before.fixTime < SILENCE ? metresFrom(before, fix) : 0;
  });
  return ways.reduce((sum, metres) => sum + metres, 0) / 1000;
}

function readTracks(folder: string, file: string): [name: string, fixes: TrackFix[]][] {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const found = file.endsWith('.csv')
    ? readCsv(text)
    : new Map([['', file.endsWith('.gpx') ? readGpx(text) : []]]);
  return [...found]
    .map(([name, fixes]): [string, TrackFix[]] => [`${file} ${name}`.trim(), inOrder(fixes)])
    .filter(([, fixes]) => lengthOf(fixes) >= SHORTEST);
}

/** By vehicle. */
function readCsv(text: string): Map<string, TrackFix[]> {
  const rows = parse<Readonly<Record<string, string>>>(text, { columns: true, skip_empty_lines: true });
  const tracks = new Map<string, TrackFix[]>();
  for (const { vehicle_id: vehicle = '', timestamp = '', latitude, longitude } of rows) {
    const fix = {
      fixTime: Date.parse(`${timestamp.replace(' ', 'T')}Z`),
      lat: Number(latitude),
      lng: Number(longitude),
    };
    tracks.set(vehicle, [...(tracks.get(vehicle) ?? []), fix]);
  }
  return tracks;
}

function readGpx(text: string): TrackFix[] {
  return [...text.matchAll(/<trkpt([^>]*)>(.*?)<\/trkpt>/gs)].map(([, place = '', inside = '']) => ({
    fixTime: Date.parse(/<time>\s*([^<\s]+)/.exec(inside)?.[1] ?? ''),
    lat: Number(/lat="([^"]+)"/.exec(place)?.[1]),
    lng: Number(/lon="([^"]+)"/.exec(place)?.[1]),
  }));
}

function inOrder(fixes: readonly TrackFix[]): TrackFix[] {
  const sorted = fixes
    .filter(({ fixTime }) => Number.isFinite(fixTime))
    .sort((a, b) => a.fixTime - b.fixTime);
  return sorted.filter(({ fixTime }, i) => fixTime !== sorted[i - 1]?.fixTime);
}
