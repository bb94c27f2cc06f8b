import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { TrackerTransport } from '@yipii/protocol';

/** A stream of bytes of a real device, and what another server makes of it. */
export interface RecordedCase {
  readonly id: string;
  readonly protocol: string;
  readonly transport: TrackerTransport;
  /** Hexadecimal. */
  readonly login: readonly string[];
  readonly bytes: string;
  readonly expect: {
    readonly positions: readonly ExpectedPosition[];
    readonly acks: readonly string[];
    readonly loginAcks: readonly string[];
  };
  /** What derives from the clock can't be compared. */
  readonly timeDependent?: boolean;
  /** The stream's own checksum is wrong: it is decoded leniently. */
  readonly badChecksum?: boolean;
}

export interface ExpectedPosition {
  readonly deviceId: string;
  /** ISO 8601; null: the server has no time for it. */
  readonly fixTime: string | null;
  readonly valid: boolean;
  readonly noFix: boolean;
  readonly lat?: number;
  readonly lng?: number;
  readonly altitude: number;
  readonly heading: number;
  readonly speedKmh: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Where a decoder differs on purpose. */
export interface Deviation {
  /** Id of a stream, or its protocol and `*`. */
  readonly stream: string;
  /** A field of a position, `acks`, `positions` or `attributes.<name>`. */
  readonly field: string;
  readonly reason: string;
  /** The maker's document and its section, or how many captured streams say so. */
  readonly source: string;
}

/** The cases of each protocol, from `<protocol>.jsonl` files. */
export function readCases(directory: string): Map<string, RecordedCase[]> {
  const files = readdirSync(directory).filter((file) => file.endsWith('.jsonl'));
  return new Map(
    files.map((file) => {
      const lines = readFileSync(path.join(directory, file), 'utf8').split('\n').filter(Boolean);
      return [path.basename(file, '.jsonl'), lines.map((line) => JSON.parse(line) as RecordedCase)];
    }),
  );
}

export function readDeviations(file: string): Deviation[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Deviation[];
}
