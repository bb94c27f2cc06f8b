import type { TrackerRecord } from '@yipii/domain';
import { between, type Random, type Range } from '../random';
import type { DayDisturbances } from './disturbances';
import { delayed, type Outage } from './outages';
import type { Equipment } from './equipment';
import type { DayRecord } from './vehicle-day';

/** Latency in seconds. */
const LATENCY: Range = [0.2, 1.5];
/** Share of all frames. */
const REPEATED = 1 / 40;
const REPEATED_AFTER: Range = [5, 300];
const OVERTAKEN = 1 / 80;
/** Longest time without an evaluated record, in ms. Late records don't count; longer gaps can't be compared with the truth. */
const LONGEST_GAP = 30_000;

/** A frame on its way. */
export interface SentFrame {
  /** Seconds of the day at which it was received. */
  readonly at: number;
  readonly records: readonly TrackerRecord[];
}

export interface Line {
  readonly equipment: Equipment;
  readonly disturbances: DayDisturbances;
  readonly outages: readonly Outage[];
  /** Whether the newest records come first after an outage. */
  readonly newestFirst: boolean;
  readonly random: Random;
}

/** Returns the frames in which a day's records arrive, in the order of arrival. */
export function transmit(records: readonly DayRecord[], line: Line): SentFrame[] {
  const { disturbances, random } = line;
  let frames = inFrames(records, line.equipment.sendsEvery);
  for (const outage of line.outages) frames = delayed(frames, outage, line.newestFirst);
  frames = received(frames, random);
  if (disturbances.disorder) frames = overtaken(frames, random);
  if (disturbances.repeats) frames = [...frames, ...repeats(frames, random)];
  return frames.sort((a, b) => a.at - b.at);
}

/** Sends each record at once, or several seconds of records together; events do not wait. */
function inFrames(records: readonly DayRecord[], sendsEvery: number): SentFrame[] {
  const frames: SentFrame[] = [];
  let waiting: DayRecord[] = [];
  for (const made of records) {
    waiting.push(made);
    const first = waiting[0] ?? made;
    if (made.at - first.at < sendsEvery && made.record.attributes.event === 0 && made.mode === 'moving')
      continue;
    frames.push({ at: made.at, records: waiting.map(({ record }) => record) });
    waiting = [];
  }
  if (waiting.length > 0)
    frames.push({ at: waiting.at(-1)?.at ?? 0, records: waiting.map(({ record }) => record) });
  return frames;
}

/** Adds latency; a connection keeps the order. */
function received(frames: readonly SentFrame[], random: Random): SentFrame[] {
  let last = 0;
  return frames.map(({ at, records }) => {
    last = Math.max(at + between(LATENCY, random), last + 0.001);
    return { at: last, records };
  });
}

function overtaken(frames: readonly SentFrame[], random: Random): SentFrame[] {
  const swapped = [...frames];
  for (let i = 1; i < swapped.length; i++) {
    const [before, frame] = [swapped[i - 1], swapped[i]];
    if (!before || !frame || random() >= OVERTAKEN || gapWithout(before, swapped[i - 2], frame) > LONGEST_GAP)
      continue;
    swapped[i - 1] = frame;
    swapped[i] = { ...before, at: frame.at + 0.05 };
    i++;
  }
  return swapped;
}

/** Time in ms between the records before and after a frame. */
function gapWithout({ records }: SentFrame, before: SentFrame | undefined, after: SentFrame): number {
  const last = before?.records.at(-1) ?? records[0];
  return (after.records[0]?.fixTime ?? Infinity) - (last?.fixTime ?? -Infinity);
}

function repeats(frames: readonly SentFrame[], random: Random): SentFrame[] {
  return frames.flatMap(({ at, records }) => {
    if (random() >= REPEATED) return [];
    const from = random() < 0.5 ? 0 : Math.floor(random() * records.length);
    return [{ at: at + between(REPEATED_AFTER, random), records: records.slice(from) }];
  });
}
