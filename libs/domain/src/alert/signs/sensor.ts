import type { AttributeValue } from '../../position/tracker-record';
import type { ConditionOf, SensorBound, SensorWhile } from '../alert-condition';
import type { AlertDetails } from '../alert-event';
import type { AlertWorld } from '../alert-input';
import type { Moment } from '../moment';
import { readAttribute } from '../readings';
import { isQuiet, lasting, NO_SIGNS, type ReadSigns } from '../sign';

type SensorCondition = ConditionOf<'device.sensor'>;

/** Any attribute out of its range, or of a value that it should not have, while the other conditions hold. */
export const sensorSigns: ReadSigns<SensorCondition> = (watches, moment, condition, world) => {
  const { type, attribute, unit, bound, hysteresis, minSeconds, only } = condition;
  const { record } = moment;
  const value = record ? readAttribute(record, attribute) : undefined;
  const isApplicable = record && applies(only, moment, world);
  const holds = isApplicable && (value === undefined ? null : violates(value, bound, hysteresis));
  if (isQuiet(watches, holds)) return NO_SIGNS;
  const details = (): AlertDetails => ({
    attribute,
    unit,
    value: value ?? null,
    bound: boundOf(value, bound),
  });
  const minMs = minSeconds * 1000;
  return [lasting(type, moment, holds, { minMs, details, ended: () => ({}) })];
};

/** Null: it can't be told. */
function applies(only: SensorWhile, moment: Moment, { fences }: AlertWorld): boolean | null {
  const { record, sight } = moment;
  if (!record) return null;
  if (only.ignition !== null && record.ignition !== only.ignition)
    return record.ignition === null ? null : false;
  if (only.moving !== null && (record.status === 'moving') !== only.moving) return false;
  if (only.insideFences === null) return true;
  const { fix } = sight;
  if (fix === null) return null;
  return only.insideFences.some((id) => (fences.get(id)?.distance(fix) ?? Infinity) <= 0);
}

/** Null: within the hysteresis. */
function violates(value: AttributeValue, bound: SensorBound, hysteresis: number): boolean | null {
  if (bound.is === 'equal') return value === bound.to;
  if (bound.is === 'one_of')
    return String(value)
      .split(',')
      .some((text) => bound.texts.includes(text));
  return typeof value === 'number' ? isOutside(value, bound, hysteresis) : null;
}

function isOutside(value: number, bound: Range, hysteresis: number): boolean | null {
  const [min, max] = [bound.min ?? -Infinity, bound.max ?? Infinity];
  if (value < min || value > max) return true;
  return value >= min + hysteresis && value <= max - hysteresis ? false : null;
}

type Range = Extract<SensorBound, { readonly is: 'outside' }>;

/** The bound that is violated. */
function boundOf(value: AttributeValue | undefined, bound: SensorBound): AttributeValue | null {
  if (bound.is === 'equal') return bound.to;
  if (bound.is === 'one_of') return bound.texts.join(',');
  return typeof value === 'number' && bound.min !== null && value < bound.min ? bound.min : bound.max;
}
