import type { TrackPoint } from './thin-track';

/** A few centimetres: what receivers tell apart. */
const PER_DEGREE = 1e7;
const PER_KMH = 10;
/** Faster is not told apart. */
const MAX_KMH = 10_000;

/**
 * Packs a track into about ten bytes a point: differences from point to point as variable-length integers. Places are
 * rounded to 1e-7 degrees and speeds to 0.1 km/h; times stay exact.
 */
export function packTrack(track: readonly TrackPoint[]): Uint8Array {
  const bytes: number[] = [];
  let before: Numbers = START;
  for (const point of track) {
    const numbers = numbersOf(point);
    for (const [index, number] of numbers.entries()) writeDifference(bytes, number - (before[index] ?? 0));
    before = numbers;
  }
  return Uint8Array.from(bytes);
}

/** Returns the track that {@link packTrack} has packed. */
export function unpackTrack(bytes: Uint8Array): TrackPoint[] {
  const track: TrackPoint[] = [];
  const reader = new DifferenceReader(bytes);
  let before: Numbers = START;
  while (reader.hasMore) {
    const [at, lat, lng, motion] = before;
    before = [at + reader.next(), lat + reader.next(), lng + reader.next(), motion + reader.next()];
    track.push(pointOf(before));
  }
  return track;
}

/** Time, latitude, longitude, and speed and movement in one: all of them integers. */
type Numbers = readonly [at: number, lat: number, lng: number, motion: number];

const START: Numbers = [0, 0, 0, 0];

function numbersOf({ at, lat, lng, speed, moving }: TrackPoint): Numbers {
  const level = speed === null ? 0 : 1 + Math.round(Math.min(Math.max(speed, 0), MAX_KMH) * PER_KMH);
  return [at, Math.round(lat * PER_DEGREE), Math.round(lng * PER_DEGREE), 2 * level + (moving ? 1 : 0)];
}

function pointOf([at, lat, lng, motion]: Numbers): TrackPoint {
  const level = Math.floor(motion / 2);
  return {
    at,
    lat: lat / PER_DEGREE,
    lng: lng / PER_DEGREE,
    speed: level === 0 ? null : (level - 1) / PER_KMH,
    moving: motion % 2 === 1,
  };
}

/** LEB128 of the zigzag code, without bit operators: the numbers take more than 32 bits. */
function writeDifference(bytes: number[], difference: number): void {
  let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

class DifferenceReader {
  private index = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get hasMore(): boolean {
    return this.index < this.bytes.length;
  }

  next(): number {
    let code = 0;
    let unit = 1;
    for (;;) {
      const byte = this.bytes[this.index] ?? 0;
      this.index += 1;
      code += (byte % 128) * unit;
      if (byte < 128) return code % 2 === 1 ? -(code + 1) / 2 : code / 2;
      unit *= 128;
    }
  }
}
