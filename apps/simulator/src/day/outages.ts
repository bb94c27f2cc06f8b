import type { TrackerRecord } from '@yipii/domain';
import { between, type Random, type Range } from '../random';
import type { SentFrame } from './transmit';

const OUTAGES_A_DAY = 1.2;
const OUTAGE_SECONDS: Range = [300, 3600];
/** Outages begin by day, when vehicles move. */
const WORKING_HOURS: Range = [6 * 3600, 17 * 3600];
/** Records per frame of a device with a backlog. */
const MOST_RECORDS = 25;

/** A period in which nothing from a device arrives; seconds of the day. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

export function drawOutages(random: Random): Outage[] {
  const count = Math.floor(OUTAGES_A_DAY + random());
  return Array.from({ length: count }, () => {
    const from = between(WORKING_HOURS, random);
    return { from, to: from + between(OUTAGE_SECONDS, random) };
  });
}

/** Records made during an outage are sent after it, in large frames. */
export function delayed(
  frames: readonly SentFrame[],
  { from, to }: Outage,
  newestFirst: boolean,
): SentFrame[] {
  const isHeld = ({ at }: SentFrame): boolean => at >= from && at < to;
  const held = frames.filter(isHeld).flatMap(({ records }) => records);
  const chunks: (readonly TrackerRecord[])[] = [];
  for (let i = 0; i < held.length; i += MOST_RECORDS) chunks.push(held.slice(i, i + MOST_RECORDS));
  if (newestFirst) chunks.reverse();
  const backlog = chunks.map((records, i) => ({ at: to + i * 0.5, records }));
  const before = frames.filter(({ at }) => at < from);
  const after = frames.filter(({ at }) => at >= to);
  // The connection is busy until the backlog has been sent.
  const free = backlog.at(-1)?.at ?? to;
  return [...before, ...backlog, ...after.map((frame) => ({ ...frame, at: Math.max(frame.at, free) }))];
}
