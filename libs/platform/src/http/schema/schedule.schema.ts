import { ApiSchema } from '@nestjs/swagger';
import { CLOSING_TIME, OPENING_TIME, type Schedule, type ScheduleWindow } from '@yipii/domain';
import { TemporalTimeZones } from '../../time-zones/time-zones.temporal';
import { CheckedField, IntegerField, ObjectField, TextField } from './field.decorators';

const MAX_WINDOWS = 50;
const MAX_ZONE_LENGTH = 64;
const zones = new TemporalTimeZones();

@ApiSchema({ name: 'ScheduleWindow' })
export class ScheduleWindowView implements ScheduleWindow {
  @IntegerField({
    ...{ min: 1, max: 7, list: { max: 7 }, example: [1, 2, 3, 4, 5] },
    description: 'Days on which it opens: 1 is Monday, 7 Sunday.',
  })
  readonly days!: number[];
  @TextField({ pattern: OPENING_TIME, demand: 'must be a time as HH:MM', example: '08:00' })
  readonly from!: string;
  @TextField({
    ...{ pattern: CLOSING_TIME, demand: 'must be a time as HH:MM, or 24:00', example: '18:00' },
    description: 'Where it is not later than `from`: that time of the next day.',
  })
  readonly to!: string;
}

/** Times of the week, by the clocks of a time zone. */
@ApiSchema({ name: 'Schedule' })
export class ScheduleView implements Schedule {
  @CheckedField(
    zoneProblem,
    { type: 'string', maxLength: MAX_ZONE_LENGTH },
    {
      ...{ description: 'IANA name.', example: 'Europe/Vilnius' },
    },
  )
  readonly timezone!: string;
  @ObjectField(ScheduleWindowView, {
    list: { max: MAX_WINDOWS },
    description: 'They may overlap, and cross midnight. Without any the schedule never opens.',
  })
  readonly windows!: ScheduleWindowView[];
}

function zoneProblem(value: unknown): string | null {
  const isZone = typeof value === 'string' && value.length <= MAX_ZONE_LENGTH && zones.has(value);
  return isZone ? null : 'must be the IANA name of a time zone';
}
