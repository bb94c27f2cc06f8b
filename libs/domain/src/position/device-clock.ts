import type { TrackingSettings } from '../enrichment/settings';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
/** GPS counts weeks in ten bits, so an old receiver's date is off by this much (IS-GPS-200, 20.3.3.3.1.1). */
const WEEK_ROLLOVER = 1024 * 7 * DAY;
/** Trackers can't buffer more than this, so nothing older is sent. */
const LONGEST_BUFFER = 400 * DAY;
/** How far a device's clock may run ahead of ours. */
const CLOCK_TOLERANCE = 300 * SECOND;

type ClockSettings = Pick<TrackingSettings, 'timeZone' | 'clockOffsetMs'>;

/**
 * Returns when a fix was really taken, epoch ms, given the time zone that the device's clock shows, its known
 * error, and the weeks that its receiver has lost count of.
 * @param fixTime epoch ms by the device's clock
 * @param receivedAt epoch ms by our clock
 */
export function trueTime(fixTime: number, settings: ClockSettings, receivedAt: number): number {
  const { timeZone, clockOffsetMs } = settings;
  const local = fixTime + clockOffsetMs;
  return countWeeks(timeZone === null ? local : fromZone(local, timeZone), receivedAt);
}

/**
 * Returns why a fix time is impossible: the clock was never set, shows its factory date, or is ahead of ours. Null
 * if it is possible.
 */
export function doubtTime(fixTime: number, receivedAt: number): 'insane' | 'future' | null {
  if (!(fixTime >= receivedAt - LONGEST_BUFFER)) return 'insane';
  return fixTime > receivedAt + CLOCK_TOLERANCE ? 'future' : null;
}

/** Corrects only a date that can't be right. */
function countWeeks(time: number, receivedAt: number): number {
  const rollovers = Math.floor((receivedAt + CLOCK_TOLERANCE - time) / WEEK_ROLLOVER);
  if (rollovers < 1) return time;
  const counted = time + rollovers * WEEK_ROLLOVER;
  return receivedAt - counted <= LONGEST_BUFFER ? counted : time;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** If the clocks show an hour twice, takes the second: by then a device has usually caught up. */
function fromZone(wallClock: number, timeZone: string): number {
  const format = formatOf(timeZone);
  if (!format) return wallClock;
  const guess = wallClock - offsetAt(wallClock, format);
  return wallClock - offsetAt(guess, format);
}

/** Null if there is no such zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = makeFormat(timeZone);
  formats.set(timeZone, format);
  return format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
}

/** Offset from UTC, ms; positive east of Greenwich. */
function offsetAt(time: number, format: Intl.DateTimeFormat): number {
  if (Math.abs(time) > 8.64e15) return 0;
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60 * SECOND;
  return sign === '-' ? -ms : ms;
}
