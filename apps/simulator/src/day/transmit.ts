import type { TrackerRecord } from '@yipii/domain';
import { between, type Random, type Range } from '../random';
import type { DayDisturbances } from './disturbances';
import type { Equipment } from './equipment';
import type { DayRecord } from './vehicle-day';

/** Seconds from sending to receipt. */
const LATENCY: Range = [0.2, 1.5];
const OUTAGES_A_DAY = 1.2;
const OUTAGE_SECONDS: Range = [300, 3600];
/** What a device with a backlog puts in one frame. */
const MOST_RECORDS = 25;
/** Of all frames. */
const REPEATED = 1 / 40;
const REPEATED_AFTER: Range = [5, 300];
const OVERTAKEN = 1 / 80;
/** Seconds: frames farther apart don't overtake each other. */
const CLOSE = 30;

/** A frame on its way. */
export interface SentFrame {
  /** Seconds of the day at which it was received. */
  readonly at: number;
  readonly records: readonly TrackerRecord[];
}

export interface Line {
  readonly equipment: Equipment;
  readonly disturbances: DayDisturbances;
  /** After an outage the newest records come first. */
  readonly newestFirst: boolean;
  readonly random: Random;
}

/** A day's records in the frames that arrive, in the order of arrival. */
export function transmit(records: readonly DayRecord[], line: Line): SentFrame[] {
  const { disturbances, random } = line;
  let frames = inFrames(records, line.equipment.sendsEvery);
  if (disturbances.outages) for (const outage of drawOutages(random)) frames = delayed(frames, outage, line);
  frames = received(frames, random);
  if (disturbances.disorder) frames = overtaken(frames, random);
  if (disturbances.repeats) frames = [...frames, ...repeats(frames, random)];
  return frames.sort((a, b) => a.at - b.at);
}

/** Each record at once, or those of some seconds together; what tells of an event does not wait. */
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

interface Outage {
  readonly from: number;
  readonly to: number;
}

function drawOutages(random: Random): Outage[] {
  const count = Math.floor(OUTAGES_A_DAY + random());
  return Array.from({ length: count }, () => {
    // By day, when there is something to miss.
    const from = between([6 * 3600, 17 * 3600], random);
    return { from, to: from + between(OUTAGE_SECONDS, random) };
  });
}

/** What was to be sent during an outage comes after it, in big frames. */
function delayed(frames: readonly SentFrame[], { from, to }: Outage, { newestFirst }: Line): SentFrame[] {
  const isHeld = ({ at }: SentFrame): boolean => at >= from && at < to;
  const held = frames.filter(isHeld).flatMap(({ records }) => records);
  const chunks: (readonly TrackerRecord[])[] = [];
  for (let i = 0; i < held.length; i += MOST_RECORDS) chunks.push(held.slice(i, i + MOST_RECORDS));
  if (newestFirst) chunks.reverse();
  const backlog = chunks.map((records, i) => ({ at: to + i * 0.5, records }));
  const before = frames.filter(({ at }) => at < from);
  const after = frames.filter(({ at }) => at >= to);
  // The line is busy until the backlog is through.
  const free = backlog.at(-1)?.at ?? to;
  return [...before, ...backlog, ...after.map((frame) => ({ ...frame, at: Math.max(frame.at, free) }))];
}

/** With latency; a connection keeps the order. */
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
    if (!before || !frame || random() >= OVERTAKEN || frame.at - before.at > CLOSE) continue;
    swapped[i - 1] = { ...frame, at: before.at + (frame.at - before.at) };
    swapped[i] = { ...before, at: frame.at + 0.05 };
    i++;
  }
  return swapped;
}

function repeats(frames: readonly SentFrame[], random: Random): SentFrame[] {
  return frames.flatMap(({ at, records }) => {
    if (random() >= REPEATED) return [];
    const from = random() < 0.5 ? 0 : Math.floor(random() * records.length);
    return [{ at: at + between(REPEATED_AFTER, random), records: records.slice(from) }];
  });
}
