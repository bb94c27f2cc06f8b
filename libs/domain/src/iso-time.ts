const MINUTE_MS = 60_000;

const seconds = Array.from({ length: 60 }, (_, n) => `${String(n).padStart(2, '0')}.`);
const milliseconds = Array.from({ length: 1_000 }, (_, n) => `${String(n).padStart(3, '0')}Z`);

/** By the epoch ms of their beginning: `2026-06-01T12:34:`. */
const minutes = new Map<number, string>();
const MOST_MINUTES = 10_000;

/**
 * Returns a time as `Date.toISOString` does, in a tenth of its time: every position has two, and a track thousands.
 * @param time epoch ms
 * @throws RangeError beyond the range of `Date`
 */
export function isoTime(time: number): string {
  const whole = Math.trunc(time);
  const ms = ((whole % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
  // Of few parts: each is one more text to collect.
  return minuteOf(whole - ms) + (seconds[Math.floor(ms / 1_000)] ?? '') + (milliseconds[ms % 1_000] ?? '');
}

function minuteOf(start: number): string {
  const known = minutes.get(start);
  if (known !== undefined) return known;
  if (minutes.size >= MOST_MINUTES) minutes.clear();
  const minute = new Date(start).toISOString().slice(0, -'00.000Z'.length);
  minutes.set(start, minute);
  return minute;
}
