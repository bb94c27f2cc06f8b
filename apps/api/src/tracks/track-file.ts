import { isoTime, trackGeometry, type TrackPoint } from '@yipii/domain';
import type { TrackedAsset, TrackPosition } from '@yipii/persistence';
import type { FileToStream } from '@yipii/platform';
import { fragment } from 'xmlbuilder2';
import { toCsv } from '../csv';
import type { TrackFormat } from './track.schema';

export const TRACK_TYPES = {
  json: 'application/json',
  geojson: 'application/geo+json',
  csv: 'text/csv; charset=utf-8',
  gpx: 'application/gpx+xml',
} as const satisfies Record<TrackFormat, string>;

/** Positions in each line of a GeoJSON file. */
const LINE_POSITIONS = 1_000;

/** Returns a track as a file. @param chunks oldest first; one that is empty says nothing */
export function trackFile(
  format: 'csv' | 'gpx',
  asset: TrackedAsset,
  chunks: AsyncIterable<readonly TrackPosition[]>,
): FileToStream {
  const write = { csv, gpx }[format];
  return fileOf(format, asset, write(asset, chunks));
}

/** Returns a track as GeoJSON: lines of at most 1,000 positions, or a single one for an overview. */
export function lineFile(
  asset: TrackedAsset,
  chunks: AsyncIterable<readonly TrackPoint[]>,
  most = LINE_POSITIONS,
): FileToStream {
  return fileOf('geojson', asset, geojson(asset, inLinesOf(most, chunks)));
}

async function* inLinesOf(
  most: number,
  chunks: AsyncIterable<readonly TrackPoint[]>,
): AsyncGenerator<readonly TrackPoint[]> {
  for await (const chunk of chunks)
    for (let start = 0; start < chunk.length; start += most) yield chunk.slice(start, start + most);
}

function fileOf(
  format: Exclude<TrackFormat, 'json'>,
  { id }: TrackedAsset,
  chunks: AsyncIterable<string>,
): FileToStream {
  return { type: TRACK_TYPES[format], name: `track-${id}.${format}`, chunks };
}

/** A feature for each chunk, each from where the last one ended. */
async function* geojson(
  { id, name }: TrackedAsset,
  lines: AsyncIterable<readonly TrackPoint[]>,
): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let last: TrackPoint | undefined;
  for await (const line of lines) {
    const track = last ? [last, ...line] : line;
    const times = track.map(({ at }) => isoTime(at));
    const properties = { assetId: id, name, times };
    const feature = { type: 'Feature', properties, geometry: trackGeometry(track) };
    yield `${last ? ',' : ''}\n${JSON.stringify(feature)}`;
    last = line.at(-1);
  }
  yield '\n]}\n';
}

const COLUMNS = [
  ...['asset_id', 'name', 'timestamp', 'received_at', 'seq', 'lat', 'lng', 'altitude', 'speed', 'heading'],
  ...['accuracy', 'satellites', 'status', 'ignition', 'odometer_km', 'address', 'attributes'],
];

function csv(_asset: TrackedAsset, chunks: AsyncIterable<readonly TrackPosition[]>): AsyncGenerator<string> {
  return toCsv(COLUMNS, rowsOf(chunks));
}

async function* rowsOf(chunks: AsyncIterable<readonly TrackPosition[]>): AsyncGenerator<unknown[][]> {
  for await (const chunk of chunks) yield chunk.map(cellsOf);
}

function cellsOf(position: TrackPosition): unknown[] {
  const { address, attributes, ...values } = position;
  return [
    ...[values.assetId, values.name, values.timestamp, values.receivedAt, values.seq, values.lat, values.lng],
    ...[values.altitude, values.speed, values.heading, values.accuracy, values.satellites, values.status],
    ...[values.ignition, values.odometerKm, address?.formatted ?? null, JSON.stringify(attributes)],
  ];
}

/** GPX 1.1; its schema has no place for more than time and altitude. */
async function* gpx(
  { name }: TrackedAsset,
  chunks: AsyncIterable<readonly TrackPosition[]>,
): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Yipii Live" xmlns="http://www.topografix.com/GPX/1/1">\n<trk>';
  yield `${fragment(XML_OPTIONS).ele('name').txt(name).toString()}\n<trkseg>`;
  for await (const chunk of chunks) yield trackPoints(chunk);
  yield '\n</trkseg>\n</trk>\n</gpx>\n';
}

/** Names may hold characters that XML can't. */
const XML_OPTIONS = { invalidCharReplacement: '\u{FFFD}' };

function trackPoints(chunk: readonly TrackPosition[]): string {
  const points = fragment(XML_OPTIONS);
  for (const { lat, lng, altitude, timestamp } of chunk) {
    const point = points.ele('trkpt', { lat, lon: lng });
    if (altitude !== null) point.ele('ele').txt(String(altitude));
    point.ele('time').txt(timestamp);
  }
  return chunk.length === 0 ? '' : `\n${points.toString({ prettyPrint: true })}`;
}
