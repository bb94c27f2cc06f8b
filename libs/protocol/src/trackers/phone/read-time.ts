import { readNumber } from './read-number';

/** The range of a JavaScript date. */
const MAX_TIME = 8.64e15;
/** Unix times up to each limit, and how many of their units make a millisecond: s, ms, µs, ns. */
const UNIX_UNITS = [
  [1e11, 1e-3],
  [1e14, 1],
  [1e17, 1e3],
  [Infinity, 1e6],
] as const;
const DATE_AND_TIME =
  /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|(?:UTC?|GMT)?(?:[+-]\d{2}(?::?\d{2})?)?)$/i;
/** RFC 1123, and RFC 850 with a year of two digits. */
const DAY_MONTH_YEAR =
  /^(?:[a-z]{3,9}, *)?(\d{2})[ -]([a-z]{3})[ -](\d{2}|\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? *(Z|(?:UTC?|GMT)?(?:[+-]\d{2}:?\d{2})?)$/i;
/** How other spellings become one of these, one after the other. */
const SPELLINGS = [
  // What JavaScript, Java and Go append: (CEST), [Europe/Berlin], the zone's name behind its offset.
  [/ *(?:\([^)]*\)|\[[^\]]*\])$|(?<= [+-]\d{4}) [a-z]{3,5}$/i, ''],
  // asctime and Java: Mon Jun 1 12:00:00 GMT 2026.
  [/^(?:[a-z]{3} +)?([a-z]{3}) +(\d{1,2}) +(\d+:[\d:]+)(?: +(\S+))? +(\d{4})$/i, '$2 $1 $5 $3 $4'],
  // JavaScript: Mon Jun 01 2026 12:00:00 GMT+0000.
  [/^[a-z]{3} +([a-z]{3}) +(\d{1,2}) +(\d{4}) /i, '$2 $1 $3 '],
  // Without leading zeros: 2026-6-1 9:05.
  [/(?<=^|[-+/T :])\d(?=[-+/T :Z.]|$)/gi, '0$&'],
] as const;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * Returns the epoch ms of a Unix time (seconds to nanoseconds, told apart by size), or of a date as in ISO 8601,
 * HTTP (RFC 9110) or as common languages print it; null if the value is none of them. A date without a zone is UTC.
 */
export function readTime(value: unknown): number | null {
  const number = readNumber(value);
  if (number !== null && !isCompactDate(value)) return within(fromUnix(number));
  return typeof value === 'string' && value.length <= 64 ? within(fromDate(value.trim())) : null;
}

/** `20140604` and `20140604091011` are dates: as Unix times they would lie in 1970 and in 2608. */
function isCompactDate(value: unknown): boolean {
  return typeof value === 'string' && /^(19|20)\d{2}(0\d|1[0-2])[0-3]\d([0-2]\d[0-5]\d[0-5]\d)?$/.test(value);
}

function fromUnix(number: number): number {
  const [, perMs] = UNIX_UNITS.find(([limit]) => Math.abs(number) < limit) ?? UNIX_UNITS[1];
  return Math.round(number / perMs);
}

function fromDate(text: string): number {
  const compact = /^(\d{8})(\d{6})$/.exec(text);
  const spelled = compact ? `${compact[1]}T${compact[2]}` : inCommonSpelling(text);
  // In a query `+` is a space unless it is escaped, so `T09:10:11+02:00` may arrive with a space.
  const date = spelled.replace(/ (\d{2}(?::?\d{2})?)$/, (match, zone: string, at: number) =>
    at > 15 && spelled.includes(':') ? `+${zone}` : match,
  );
  return fromIso(date) ?? fromNamedMonth(date) ?? NaN;
}

function inCommonSpelling(text: string): string {
  return SPELLINGS.reduce((date, [spelling, common]) => date.replace(spelling, common), text);
}

function fromIso(text: string): number | null {
  const match = DATE_AND_TIME.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const ms = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
  return dayTime([year, month, day]) + clockMs([hour, minute, second]) + ms - zoneMs(zone);
}

function fromNamedMonth(text: string): number | null {
  const match = DAY_MONTH_YEAR.exec(text);
  if (!match) return null;
  const [, day, name = '', year = '', hour, minute, second, zone] = match;
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  return dayTime([year.padStart(4, '20'), month, day]) + clockMs([hour, minute, second]) - zoneMs(zone);
}

type Parts = readonly (string | number | undefined)[];

/** NaN for a date that does not exist, such as 30 February. */
function dayTime(parts: Parts): number {
  const [year = 0, month = 0, day = 0] = numbersOf(parts);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : NaN;
}

function clockMs(parts: Parts): number {
  const [hour = 0, minute = 0, second = 0] = numbersOf(parts);
  if (hour > 24 || minute > 59 || second > 60) return NaN;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

function numbersOf(parts: Parts): number[] {
  return parts.map((part) => Number(part ?? 0));
}

function zoneMs(zone: string | undefined): number {
  const match = /([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

function within(time: number): number | null {
  return Math.abs(time) <= MAX_TIME ? time : null;
}
