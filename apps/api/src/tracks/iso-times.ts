const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const three = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));

/**
 * Returns times (epoch ms, integers) as `Date.toISOString` has them, in a quarter of its time where they are of the
 * same few days: they are half of what a track costs as GeoJSON.
 */
export function isoTimes(times: readonly number[]): string[] {
  let [day, date] = [NaN, ''];
  return times.map((time) => {
    const ms = ((time % DAY_MS) + DAY_MS) % DAY_MS;
    if (time - ms !== day) {
      day = time - ms;
      date = new Date(day).toISOString().slice(0, -'00:00:00.000Z'.length);
    }
    return `${date}${clockOf(ms)}Z`;
  });
}

/** @param ms of the day */
function clockOf(ms: number): string {
  const hours = two[Math.floor(ms / HOUR_MS)];
  const minutes = two[Math.floor(ms / MINUTE_MS) % 60];
  const seconds = two[Math.floor(ms / 1_000) % 60];
  return `${hours}:${minutes}:${seconds}.${three[ms % 1_000]}`;
}
