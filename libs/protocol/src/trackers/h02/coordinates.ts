/** `-23-35.3408`: degrees and minutes, the sign repeats the hemisphere. */
const DASHED = /^-?(\d{1,3})-(\d{1,2}\.\d+)$/;
/** `3542.2043` */
const JOINED = /^(\d{0,3}?)(\d{1,2}\.\d+)$/;
/** `37573392`: with four decimals of a minute. */
const WITHOUT_POINT = /^(\d{1,3})(\d{2})(\d{4})$/;

/** Returns degrees from any of the firmwares' three spellings, or null if unreadable or out of range. */
export function degreesOf(text: string, hemisphere: string): number | null {
  const [, degrees, minutes] = DASHED.exec(text) ?? JOINED.exec(text) ?? withPoint(text) ?? [];
  const value = Math.round((Number(degrees) + Number(minutes) / 60) * 1e7) / 1e7;
  const limit = /[NS]/.test(hemisphere) ? 90 : 180;
  // Also where one of them is no number.
  if (!(Number(minutes) < 60 && value <= limit)) return null;
  return /[SW]/.test(hemisphere) && value !== 0 ? -value : value;
}

function withPoint(text: string): readonly string[] | null {
  const match = WITHOUT_POINT.exec(text);
  return match && [text, String(match[1]), `${match[2]}.${match[3]}`];
}
