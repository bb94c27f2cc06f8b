import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import type { TrackPoint } from '@yipii/domain';
import { isOnTrack } from '../repositories/on-track';
import type { TrackRow } from '../repositories/track-row';
import { PackedAttributes, writeAttributes } from './packed-attributes';
import { readColumn, writeColumn } from './column';

/** A whole row of `position`, but for the account and the asset. */
export interface HistoryRow extends TrackRow {
  readonly device_id: string;
  readonly valid: boolean;
  readonly protocol: string;
}

const compress = promisify(deflate);

/** Columns that are written as they are. */
const PLAIN =
  'unstreamed lat lng altitude speed heading accuracy satellites status ignition odometer_km address valid protocol'.split(
    ' ',
  ) as readonly (keyof HistoryRow)[];

/**
 * Returns rows of one asset, in the format of zlib: a line of JSON with the names of the columns, then a line for each
 * of them ({@link writeColumn}). The time of receipt is told in ms after the fix, and the ids of events are one text in
 * base64. For attributes see {@link writeAttributes}.
 */
export function packRows(rows: readonly HistoryRow[]): Promise<Buffer> {
  const columns: [name: string, line: string][] = [
    ['fix_time', writeColumn(rows.map(({ fix_time }) => fix_time.getTime()))],
    ['received_after', writeColumn(rows.map((row) => row.received_at.getTime() - row.fix_time.getTime()))],
    ['seq', writeColumn(rows.map(({ seq }) => (seq === null ? null : Number(seq))))],
    ['device_id', writeColumn(rows.map(({ device_id }) => Number(device_id)))],
    ['event_id', JSON.stringify(Buffer.from(rows.map(hexOf).join(''), 'hex').toString('base64'))],
  ];
  for (const name of PLAIN) columns.push([name, writeColumn(rows.map((row) => row[name]))]);
  columns.push(...writeAttributes(rows.map(({ attributes }) => attributes)));
  const names = columns.map(([name]) => name);
  return compress([JSON.stringify(names), ...columns.map(([, line]) => line)].join('\n'));
}

/** What {@link packRows} has packed. Each column is read when it is asked for. */
export class PackedRows {
  private readonly lines: ReadonlyMap<string, string>;

  constructor(packed: Uint8Array) {
    const [names = '[]', ...lines] = inflateSync(packed).toString().split('\n');
    this.lines = new Map((JSON.parse(names) as string[]).map((name, index) => [name, lines[index] ?? '']));
  }

  /** @param isWanted of a fix time, epoch ms */
  rows(isWanted: (fixTime: number) => boolean = () => true): HistoryRow[] {
    const [ids, attributes] = [this.ids(), new PackedAttributes(this.lines)];
    const [receivedAfter, devices] = [
      this.column<number>('received_after'),
      this.column<number>('device_id'),
    ];
    const seqs = this.column<number | null>('seq');
    const plain = PLAIN.map((name) => [name, this.column(name)] as const);
    const rows: HistoryRow[] = [];
    for (const [index, fixTime] of this.column<number>('fix_time').entries()) {
      const ofRow = attributes.next(isWanted(fixTime));
      if (!ofRow) continue;
      const row: Partial<Record<keyof HistoryRow, unknown>> = {
        event_id: idOf(ids, index),
        fix_time: new Date(fixTime),
        received_at: new Date(fixTime + (receivedAfter[index] ?? 0)),
        seq: seqs[index]?.toString() ?? null,
        device_id: String(devices[index]),
        attributes: ofRow,
      };
      for (const [name, values] of plain) row[name] = values[index];
      rows.push(row as HistoryRow);
    }
    return rows;
  }

  /** The points of its track. */
  points(): TrackPoint[] {
    const [lats, lngs] = [this.column<number | null>('lat'), this.column<number | null>('lng')];
    const [unstreamed, statuses] = [this.column<string | null>('unstreamed'), this.column<string>('status')];
    const speeds = this.column<number | null>('speed');
    const points: TrackPoint[] = [];
    for (const [index, at] of this.column<number>('fix_time').entries()) {
      const [lat = null, lng = null] = [lats[index], lngs[index]];
      const place = { lat, lng, unstreamed: unstreamed[index] ?? null };
      if (!isOnTrack(place)) continue;
      const [speed = null, moving] = [speeds[index], statuses[index] === 'moving'];
      points.push({ at, lat: place.lat, lng: place.lng, speed, moving });
    }
    return points;
  }

  private column<T>(name: string): T[] {
    return readColumn(this.lines.get(name) ?? '') as T[];
  }

  /** The ids of events one after the other, in hexadecimal digits. */
  private ids(): string {
    return Buffer.from(JSON.parse(this.lines.get('event_id') ?? '""') as string, 'base64').toString('hex');
  }
}

const ID_DIGITS = 32;

function hexOf({ event_id }: HistoryRow): string {
  return event_id.replaceAll('-', '');
}

function idOf(ids: string, index: number): string {
  const start = index * ID_DIGITS;
  const part = (from: number, to: number) => ids.slice(start + from, start + to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, ID_DIGITS)}`;
}
