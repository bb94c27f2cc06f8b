import type { AlertConditionType } from '@yipii/domain';
import { InvalidFields } from '@yipii/platform';

type Fields = Readonly<Record<string, unknown>>;

/** Marks a parameter that has no default. */
const NEEDED = Symbol('needed');

const FENCE = { fences: 'all', hysteresis_m: 20, max_accuracy_m: 100 };

/** The parameters of each type of rule, with their defaults. A maintenance has a resource of its own. */
const PARAMETERS: Readonly<Record<Exclude<AlertConditionType, 'maintenance'>, Fields>> = {
  'geofence.entered': FENCE,
  'geofence.exited': FENCE,
  'geofence.dwelled': { ...FENCE, dwell_seconds: NEEDED },
  'speed.exceeded': { limit: NEEDED, hysteresis_kmh: 3, min_seconds: 10, max_accuracy_m: 100 },
  'device.offline': { after_seconds: 900 },
  'device.power_cut': { min_seconds: 10 },
  'device.low_battery': { below_percent: 20, hysteresis_percent: 5, min_seconds: 60 },
  'device.low_voltage': { below_volts: 11.8, hysteresis_volts: 0.5, min_seconds: 60 },
  'device.sos': {},
  'device.tamper': {},
  'device.jamming': {},
  'device.harsh_driving': { kinds: null },
  'device.tow': { min_seconds: 30 },
  'device.ignition_outside_hours': { hours: NEEDED },
  'device.idling': { min_seconds: 300 },
  'device.fuel_drop': { drop_percent: 10, within_seconds: 1_800 },
  'device.sensor': {
    ...{ attribute: NEEDED, bound: NEEDED, hysteresis: 0, min_seconds: 0, only: {} },
  },
};

const LIMITS: Readonly<Record<string, Fields>> = {
  fixed: { kmh: NEEDED },
  asset: { over_kmh: 5 },
  geofence: { fences: NEEDED },
  street: { over_kmh: 5 },
};

const BOUNDS: Readonly<Record<string, Fields>> = {
  outside: { min: null, max: null },
  equal: { to: NEEDED },
  one_of: { texts: NEEDED },
};

const ONLY = { ignition: null, moving: null, inside_fences: null };

export const RULE_TYPES = Object.keys(PARAMETERS) as (keyof typeof PARAMETERS)[];

/**
 * Returns the parameters of a rule with all defaults.
 * @throws InvalidFields if some are missing, or are none of the type
 */
export function parametersOf(type: string, given: Fields): Fields {
  const known = PARAMETERS[type as keyof typeof PARAMETERS];
  const parameters = complete('parameters', known, given);
  const { limit, bound, only } = parameters as Readonly<Record<string, Fields | undefined>>;
  return {
    ...parameters,
    ...(limit && { limit: { by: limit.by, ...completeBy('limit', LIMITS, 'by', limit) } }),
    ...(bound && { bound: { is: bound.is, ...boundOf(bound) } }),
    ...(only && { only: complete('parameters.only', ONLY, only) }),
  };
}

function boundOf(bound: Fields): Fields {
  const found = completeBy('bound', BOUNDS, 'is', bound);
  if (bound.is === 'outside' && found.min === null && found.max === null)
    throw new InvalidFields({ 'parameters.bound.max': ['parameters.bound needs min, max or both.'] });
  return found;
}

/** One of several kinds, which a field names. */
function completeBy(
  name: string,
  kinds: Readonly<Record<string, Fields>>,
  by: string,
  { [by]: kind, ...given }: Fields,
): Fields {
  return complete(`parameters.${name}`, kinds[String(kind)] ?? {}, given);
}

function complete(name: string, known: Fields, given: Fields): Fields {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const errors: Record<string, string[]> = {};
  for (const [field] of present)
    if (!(field in known)) errors[`${name}.${field}`] = [`${name}.${field} is not of this type.`];
  const complete = { ...known, ...Object.fromEntries(present) };
  for (const [field, value] of Object.entries(complete))
    if (value === NEEDED) errors[`${name}.${field}`] = [`${name}.${field} is required.`];
  if (Object.keys(errors).length > 0) throw new InvalidFields(errors);
  return complete;
}

/** Returns the ids of all geofences that parameters name. */
export function fencesIn({ fences, limit, only }: Fields): number[] {
  const lists = [
    fences,
    ((limit as Fields | undefined)?.fences as readonly Fields[] | undefined)?.map(
      ({ geofence_id: id }) => id,
    ),
    (only as Fields | undefined)?.inside_fences,
  ];
  return lists.flatMap((list) => (Array.isArray(list) ? (list as number[]) : []));
}
