/** Returns the epoch ms of `hhmmss` and `ddmmyy` in UTC, or null if they are not a date, such as `000000`. */
export function timeOf(clock: string, date: string): number | null {
  const [day, month, year] = pairsOf(date);
  const [hour, minute, second] = pairsOf(clock);
  const midnight = new Date(Date.UTC(2000 + year, month - 1, day));
  const isDate = midnight.getUTCDate() === day && midnight.getUTCMonth() === month - 1;
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** Zeros unless there are six digits: midnight, and an impossible date. */
function pairsOf(digits: string): readonly [number, number, number] {
  const [, first, second, third] = /^(\d{2})(\d{2})(\d{2})$/.exec(digits) ?? [];
  return [Number(first ?? 0), Number(second ?? 0), Number(third ?? 0)];
}

/** yyyymmddhhmmss */
export function stampOf(time: number): string {
  const iso = new Date(time).toISOString();
  const date = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
  return date + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19);
}
