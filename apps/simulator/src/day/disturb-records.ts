import type { TrackerRecord } from '@yipii/domain';
import { moved } from '../geometry';
import { between, type Random, type Range } from '../random';
import type { DayDisturbances } from './disturbances';
import type { Outage } from './outages';
import type { DayRecord } from './vehicle-day';

type Disturb = (record: TrackerRecord, random: Random) => TrackerRecord;

interface Kind {
  readonly name: keyof DayDisturbances;
  /** Share of all records. */
  readonly share: number;
  /** Whether the whole record is unusable, not just its place. */
  readonly losesRecord: boolean;
  readonly disturb: Disturb;
}

const OUTLIER_METRES: Range = [500, 50_000];
/** HDOP in tenths, and metres of error per unit of HDOP. */
const BAD_HDOP: Range = [50, 300];
const METRES_PER_HDOP: Range = [3, 12];
const YEAR_MS = 365 * 86_400_000;
const CLOCKS: readonly ((fixTime: number) => number)[] = [
  (fixTime) => fixTime % 86_400_000,
  (fixTime) => fixTime + YEAR_MS,
  (fixTime) => fixTime + 10 * 60_000,
];

const KINDS: readonly Kind[] = [
  {
    name: 'outliers',
    share: 1 / 300,
    losesRecord: false,
    disturb: (record, random) => farOff(record, OUTLIER_METRES, random),
  },
  {
    name: 'zeroIsland',
    share: 1 / 800,
    losesRecord: false,
    disturb: (record) => ({ ...record, lat: 0, lng: 0 }),
  },
  { name: 'badFixes', share: 1 / 300, losesRecord: false, disturb: badFix },
  { name: 'clockJumps', share: 1 / 500, losesRecord: true, disturb: wrongClock },
];
/** How long a record waits for others to be sent with it, in seconds. */
const LONGEST_WAIT = 60;
/** Least number of records between two disturbed ones, so that each is isolated. */
const APART = 4;

/** Corrupts isolated records of a vehicle's day. */
export function disturbRecords(
  records: readonly DayRecord[],
  disturbances: DayDisturbances,
  outages: readonly Outage[],
  random: Random,
): DayRecord[] {
  const kinds = KINDS.filter(({ name }) => disturbances[name]);
  let last = 0;
  return records.map((made, i) => {
    const kind = drawKind(kinds, random);
    if (!kind || i - last < APART || !made.record.valid) return made;
    if (kind.losesRecord && waits(made, outages)) return made;
    if (isNeeded(made.record, kind) && tellsOfChange(records, i)) return made;
    last = i;
    return { ...made, record: kind.disturb(made.record, random) };
  });
}

/** Whether only this record shows a change, in which case no result could be compared with the truth. */
function isNeeded({ attributes }: TrackerRecord, { losesRecord }: Kind): boolean {
  return losesRecord || attributes.motion === undefined;
}

/** A record ten minutes ahead is recognised as such only if it arrives without delay. */
function waits({ at }: DayRecord, outages: readonly Outage[]): boolean {
  return outages.some(({ from, to }) => at >= from - LONGEST_WAIT && at <= to);
}

function drawKind(kinds: readonly Kind[], random: Random): Kind | undefined {
  let left = random();
  return kinds.find(({ share }) => (left -= share) < 0);
}

function tellsOfChange(records: readonly DayRecord[], i: number): boolean {
  const [before, here, after] = [records[i - 1], records[i], records[i + 1]];
  return before?.mode !== here?.mode || after?.mode !== here?.mode || here?.record.attributes.event !== 0;
}

function farOff(record: TrackerRecord, [nearest, farthest]: Range, random: Random): TrackerRecord {
  const angle = between([0, 2 * Math.PI], random);
  // Logarithmic: as many between 0.5 and 5 km as between 5 and 50.
  const metres = nearest * (farthest / nearest) ** random();
  return { ...record, ...moved(record, { east: metres * Math.cos(angle), north: metres * Math.sin(angle) }) };
}

function badFix(record: TrackerRecord, random: Random): TrackerRecord {
  const hdop = Math.round(between(BAD_HDOP, random)) / 10;
  const [least, most] = METRES_PER_HDOP;
  const attributes = { ...record.attributes, satellites: 3, hdop };
  return { ...farOff(record, [hdop * least, hdop * most], random), attributes };
}

function wrongClock(record: TrackerRecord, random: Random): TrackerRecord {
  const clock = CLOCKS[Math.floor(random() * CLOCKS.length)];
  return { ...record, fixTime: clock?.(record.fixTime) ?? record.fixTime };
}
