import { isOpenAt } from '../open-since';
import type { AlertDetails } from '../alert-event';
import type { AlertRecord } from '../alert-input';
import type { ConditionOf } from '../alert-condition';
import { alarmsOf, numberOf } from '../readings';
import type { Moment } from '../moment';
import { durationSeconds, isQuiet, lasting, NO_SIGNS, type LastingSign, type ReadSigns } from '../sign';

/** Volts below which the vehicle's supply is no weak battery but cut. */
const CUT_BELOW = 3;
/** Volts from which it certainly supplies the device. */
const SUPPLIED_FROM = 6;

export const powerCutSigns: ReadSigns<ConditionOf<'device.power_cut'>> = (watches, moment, condition) => {
  const { record } = moment;
  const holds = record && isCut(record);
  if (isQuiet(watches, holds)) return NO_SIGNS;
  return [lasting(condition.type, moment, holds, { minMs: condition.minSeconds * 1000 })];
};

function isCut(record: AlertRecord): boolean | null {
  const { unplugged } = record.attributes;
  const volts = numberOf(record, 'externalVoltage');
  if (unplugged === true || alarmsOf(record.attributes).includes('powerCut')) return true;
  if (volts !== null) return volts < CUT_BELOW ? true : volts < SUPPLIED_FROM ? null : false;
  return unplugged === false ? false : null;
}

export const lowBatterySigns: ReadSigns<ConditionOf<'device.low_battery'>> = (watches, moment, condition) => {
  const { belowPercent, hysteresisPercent } = condition;
  const level = moment.record && numberOf(moment.record, 'batteryLevel');
  const holds = level === null ? null : isBelow(level, belowPercent, hysteresisPercent);
  if (isQuiet(watches, holds)) return NO_SIGNS;
  return [below(condition, moment, holds, { level, limit: belowPercent })];
};

/** A supply that is cut is not low. */
export const lowVoltageSigns: ReadSigns<ConditionOf<'device.low_voltage'>> = (watches, moment, condition) => {
  const { belowVolts, hysteresisVolts } = condition;
  const volts = moment.record && numberOf(moment.record, 'externalVoltage');
  const holds = volts === null || volts < CUT_BELOW ? null : isBelow(volts, belowVolts, hysteresisVolts);
  if (isQuiet(watches, holds)) return NO_SIGNS;
  return [below(condition, moment, holds, { voltage: volts, limit: belowVolts })];
};

function below(
  { type, minSeconds }: ConditionOf<'device.low_battery' | 'device.low_voltage'>,
  moment: Moment,
  holds: boolean | null,
  details: AlertDetails,
): LastingSign {
  return lasting(type, moment, holds, { minMs: minSeconds * 1000, details: () => details });
}

function isBelow(value: number, limit: number, hysteresis: number): boolean | null {
  if (value < limit) return true;
  return value >= limit + hysteresis ? false : null;
}

/** Moved with the ignition off: by the device's own judgement, or because it is on its way. */
export const towSigns: ReadSigns<ConditionOf<'device.tow'>> = (watches, moment, condition) => {
  const { record, to } = moment;
  const holds = record && isTowed(record, to !== null);
  if (isQuiet(watches, holds)) return NO_SIGNS;
  return [
    lasting(condition.type, moment, holds, { minMs: condition.minSeconds * 1000, details: durationSeconds }),
  ];
};

function isTowed({ ignition, status, attributes }: AlertRecord, isTrusted: boolean): boolean | null {
  if (ignition !== false) return ignition === null ? null : false;
  if (attributes.towing === true || alarmsOf(attributes).includes('tow')) return true;
  return isTrusted ? status === 'moving' : null;
}

export const ignitionSigns: ReadSigns<ConditionOf<'device.ignition_outside_hours'>> = (
  watches,
  moment,
  condition,
  { zones },
) => {
  const { record, at } = moment;
  const { ignition } = record ?? { ignition: null };
  const holds = ignition === null ? null : ignition && !isOpenAt(condition.hours, at, zones);
  if (isQuiet(watches, holds)) return NO_SIGNS;
  return [lasting(condition.type, moment, holds, { details: durationSeconds })];
};

/** Reported by the device, or shown by fixes that nobody believes. */
export const jammingSigns: ReadSigns<ConditionOf<'device.jamming'>> = (_, moment, condition) => {
  const { jamming } = moment.sight;
  const since = jamming?.since ?? null;
  const holds = moment.record && jamming !== null;
  const details = () => ({ reported: jamming?.isReported ?? false });
  return [lasting(condition.type, moment, holds, { since, details, ended: durationSeconds })];
};
