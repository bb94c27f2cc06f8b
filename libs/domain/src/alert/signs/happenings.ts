import type { ConditionOf, HarshKind } from '../alert-condition';
import { alarmsOf, numberOf } from '../readings';
import type { Watch } from '../alert-state';
import { instant, type ReadSigns } from '../sign';

/** Records that are nearer to each other than this repeat the alarm of one press or one intrusion. Ms. */
const ONE_ALARM = 60_000;
const ONE_MANOEUVRE = 5_000;
/** Ours and that of other platforms' clients. */
const TAMPER_ALARMS: readonly string[] = ['tamper', 'tampering'];

export const sosSigns: ReadSigns<ConditionOf<'device.sos' | 'device.tamper'>> = (
  watches,
  { record, at },
  { type },
) => {
  if (!record) return [];
  const alarms = alarmsOf(record.attributes);
  const isTampered =
    alarms.some((alarm) => TAMPER_ALARMS.includes(alarm)) || record.attributes.tamper === true;
  const isSeen = type === 'device.sos' ? alarms.includes('sos') : isTampered;
  if (!isSeen) return [];
  return [instant(type, isRepeated(watches.get(''), at, ONE_ALARM) ? null : at, { memory: { seenAt: at } })];
};

const KINDS: Readonly<Record<string, HarshKind>> = {
  hardAcceleration: 'acceleration',
  hardBraking: 'braking',
  hardCornering: 'cornering',
};

export const harshDrivingSigns: ReadSigns<ConditionOf<'device.harsh_driving'>> = (
  watches,
  { record, at },
  { type, kinds },
) => {
  if (!record) return [];
  const watch = watches.get('');
  const { harshDriving } = record.attributes;
  const named = alarmsOf(record.attributes).flatMap((alarm) => KINDS[alarm] ?? []);
  const kind = named[0] ?? Object.values(KINDS).find((known) => known === harshDriving);
  if (kind === undefined || (kinds && !kinds.includes(kind))) return [];
  const isSame = watch?.memory?.kind === kind && isRepeated(watch, at, ONE_MANOEUVRE);
  const details = { kind, force: numberOf(record, 'harshDrivingForce') };
  return [instant(type, isSame ? null : at, { details, memory: { seenAt: at, kind } })];
};

function isRepeated(watch: Watch | undefined, at: number, within: number): boolean {
  const seenAt = watch?.memory?.seenAt;
  return typeof seenAt === 'number' && at - seenAt < within;
}
