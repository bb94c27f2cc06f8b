import { ApiSchema } from '@nestjs/swagger';
import { HARSH_KINDS } from '@yipii/domain';
import {
  BooleanField,
  CheckedField,
  IdField,
  IntegerField,
  NumberField,
  ObjectField,
  OneOfField,
  ScheduleView,
  TextField,
} from '@yipii/platform';

const MAX_FENCES = 1_000;
const DAY = 86_400;
const SECONDS = { min: 0, max: 30 * DAY, optional: true } as const;

@ApiSchema({ name: 'FenceLimit' })
class FenceLimitView {
  @IdField({ example: 31 }) readonly geofence_id!: number;
  @NumberField({ min: 1, max: 300, example: 30 }) readonly kmh!: number;
}

@ApiSchema({ name: 'SpeedLimit' })
class SpeedLimitView {
  @OneOfField(['fixed', 'asset', 'geofence', 'street'], { description: 'Whose limit it is.' })
  readonly by!: string;
  @NumberField({ min: 1, max: 300, optional: true, example: 90, description: 'Of a fixed limit.' })
  readonly kmh?: number;
  @NumberField({
    ...{ min: 0, max: 100, optional: true, example: 5 },
    description: 'What is tolerated over the limit of the asset or of the street; 5 if absent.',
  })
  readonly over_kmh?: number;
  @ObjectField(FenceLimitView, {
    ...{ list: { min: 1, max: MAX_FENCES }, optional: true, example: [{ geofence_id: 31, kmh: 30 }] },
    description: 'By geofence: of several the lowest counts.',
  })
  readonly fences?: readonly FenceLimitView[];
}

@ApiSchema({ name: 'SensorBound' })
class SensorBoundView {
  @OneOfField(['outside', 'equal', 'one_of']) readonly is!: string;
  @NumberField({ optional: true, nullable: true, example: -20, description: 'Of `outside`.' })
  readonly min?: number | null;
  @NumberField({ optional: true, nullable: true, example: 5, description: 'Of `outside`.' })
  readonly max?: number | null;
  @CheckedField(
    valueProblem,
    { anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }] },
    { optional: true, example: true, description: 'Of `equal`.' },
  )
  readonly to?: number | string | boolean;
  @TextField({
    ...{ max: 256, list: { min: 1, max: 100 }, optional: true, example: ['open'] },
    description: 'Of `one_of`.',
  })
  readonly texts?: readonly string[];
}

@ApiSchema({ name: 'SensorWhile' })
class SensorWhileView {
  @BooleanField({ optional: true, nullable: true }) readonly ignition?: boolean | null;
  @BooleanField({ optional: true, nullable: true, example: null }) readonly moving?: boolean | null;
  @IdField({
    ...{ list: { min: 1, max: MAX_FENCES }, optional: true, nullable: true, example: null },
    description: 'Within any of these.',
  })
  readonly inside_fences?: readonly number[] | null;
}

/** All parameters of all types of rules; which of them a type has is checked apart. */
@ApiSchema({ name: 'AlertParameters' })
export class AlertParametersView {
  @CheckedField(
    fencesProblem,
    {
      anyOf: [
        { type: 'array', items: { type: 'integer' } },
        { type: 'string', enum: ['all'] },
      ],
    },
    { optional: true, example: [31], description: 'geofence.*: ids of geofences, or `all`.' },
  )
  readonly fences?: 'all' | readonly number[];
  @NumberField({
    ...{ min: 0, max: 1_000, optional: true },
    description: 'geofence.*: metres beyond the edge at which an asset is certainly on the other side.',
  })
  readonly hysteresis_m?: number;
  @NumberField({
    ...{ min: 1, max: 10_000, optional: true },
    description: 'geofence.*, speed.exceeded: metres; vaguer fixes are not evaluated.',
  })
  readonly max_accuracy_m?: number;
  @IntegerField({ ...SECONDS, min: 1, description: 'geofence.dwelled.' }) readonly dwell_seconds?: number;
  @ObjectField(SpeedLimitView, { optional: true, description: 'speed.exceeded.' })
  readonly limit?: SpeedLimitView;
  @NumberField({ min: 0, max: 50, optional: true, description: 'speed.exceeded: below the limit, to clear.' })
  readonly hysteresis_kmh?: number;
  @IntegerField({ ...SECONDS, description: 'How long a condition must last before it is raised.' })
  readonly min_seconds?: number;
  @IntegerField({ ...SECONDS, min: 60, description: 'device.offline: silence.' })
  readonly after_seconds?: number;
  @NumberField({ min: 1, max: 100, optional: true, description: 'device.low_battery: of the device’s own.' })
  readonly below_percent?: number;
  @NumberField({ min: 0, max: 50, optional: true, description: 'device.low_battery.' })
  readonly hysteresis_percent?: number;
  @NumberField({
    min: 1,
    max: 100,
    optional: true,
    description: 'device.low_voltage: of the vehicle’s supply.',
  })
  readonly below_volts?: number;
  @NumberField({ min: 0, max: 20, optional: true, description: 'device.low_voltage.' })
  readonly hysteresis_volts?: number;
  @OneOfField(HARSH_KINDS, {
    ...{ list: { min: 1, max: HARSH_KINDS.length }, optional: true, nullable: true },
    description: 'device.harsh_driving; null: all.',
  })
  readonly kinds?: readonly string[] | null;
  @ObjectField(ScheduleView, {
    optional: true,
    description: 'device.ignition_outside_hours: when ignition is no reason for an alert.',
  })
  readonly hours?: ScheduleView;
  @NumberField({ min: 1, max: 100, optional: true, description: 'device.fuel_drop: percentage points.' })
  readonly drop_percent?: number;
  @IntegerField({ ...SECONDS, min: 60, description: 'device.fuel_drop.' }) readonly within_seconds?: number;
  @TextField({
    ...{ pattern: /^[A-Za-z][A-Za-z0-9_.]{0,63}$/, demand: 'must be the name of an attribute' },
    ...{
      optional: true,
      example: 'temperature1',
      description: 'device.sensor: docs/protocols.md has the names.',
    },
  })
  readonly attribute?: string;
  @ObjectField(SensorBoundView, { optional: true, description: 'device.sensor: when it is raised.' })
  readonly bound?: SensorBoundView;
  @NumberField({ min: 0, optional: true, description: 'device.sensor: of a range, in the attribute’s unit.' })
  readonly hysteresis?: number;
  @ObjectField(SensorWhileView, { optional: true, description: 'device.sensor: only while all of it holds.' })
  readonly only?: SensorWhileView;
}

function valueProblem(value: unknown): string | null {
  const isValue =
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value.length <= 256 && !value.includes('\0'));
  return isValue ? null : 'must be a number, a boolean or a text of at most 256 characters';
}

function fencesProblem(value: unknown): string | null {
  if (value === 'all') return null;
  const isId = (id: unknown): boolean => Number.isSafeInteger(id) && (id as number) > 0;
  const isList = Array.isArray(value) && value.length > 0 && value.length <= MAX_FENCES && value.every(isId);
  return isList ? null : `must be all, or a list of 1 to ${MAX_FENCES} ids`;
}
