import { TimeZones } from '@yipii/domain';
import { Temporal } from 'temporal-polyfill';

const EPOCH_DAY = new Temporal.PlainDate(1970, 1, 1);
const DAY_MINUTES = 24 * 60;

/** By Temporal (native where Node has it), with the time zone data of Node. */
export class TemporalTimeZones extends TimeZones {
  has(zone: string): boolean {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
      return true;
    } catch {
      return false;
    }
  }

  dayAt(instant: number, zone: string): number {
    const date = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
    return EPOCH_DAY.until(date, { largestUnit: 'day' }).days;
  }

  instantOf(day: number, minute: number, zone: string): number {
    const time = {
      hour: Math.floor((minute % DAY_MINUTES) / 60),
      minute: minute % 60,
    };
    const local = EPOCH_DAY.add({ days: day + Math.floor(minute / DAY_MINUTES) }).toPlainDateTime(time);
    // Of a skipped time this is as long before the change of the clocks as the time is after it.
    const moment = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
    const isSkipped = !moment.toPlainDateTime().equals(local);
    const first = isSkipped ? moment.getTimeZoneTransition('next') : moment;
    return (first ?? moment).epochMilliseconds;
  }
}
