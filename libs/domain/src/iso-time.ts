const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const three = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));

/** By the epoch ms of its beginning. */
const dates = new Map<number, string>();
const MOST_DATES = 1_000;

/**
 * Returns a time as `Date.toISOString` does, in a tenth of its time: every position has two, and a track thousands.
 * @param time epoch ms
 * @throws RangeError beyond the range of `Date`
 */
export function isoTime(time: number): string {
  const whole = Math.trunc(time);
  const ms = ((whole % DAY_MS) + DAY_MS) % DAY_MS;
  return `${dateOf(whole - ms)}${clockOf(ms)}Z`;
}

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MOST_DATES) dates.clear();
  const date = new Date(day).toISOString().slice(0, -'00:00:00.000Z'.length);
  dates.set(day, date);
  return date;
}

/** @param ms of the day */
function clockOf(ms: number): string {
  const hours = two[Math.floor(ms / HOUR_MS)];
  const minutes = two[Math.floor(ms / MINUTE_MS) % 60];
  const seconds = two[Math.floor(ms / 1_000) % 60];
  return `${hours}:${minutes}:${seconds}.${three[ms % 1_000]}`;
}
