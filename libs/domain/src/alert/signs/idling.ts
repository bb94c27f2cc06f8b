import { metresBetween } from '../../position/place';
import type { ConditionOf } from '../alert-condition';
import type { AlertRecord } from '../alert-input';
import type { Watch } from '../alert-state';
import type { Moment } from '../moment';
import { durationSeconds, isQuiet, lasting, NO_SIGNS, type ReadSigns } from '../sign';

/** An asset that moves, but not so far, so long and so fast, may only seem to. Metres, ms and km/h. */
const NEARBY = 60;
const FOR_A_MOMENT = 30_000;
const SLOWLY = 5;

/** Stands with the ignition on. */
export const idlingSigns: ReadSigns<ConditionOf<'device.idling'>> = (watches, moment, condition) => {
  const watch = watches.get('');
  const { record } = moment;
  if (isQuiet(watches, isIdling(record))) return NO_SIGNS;
  const parts = { minMs: condition.minSeconds * 1000, details: durationSeconds };
  const memory = watch?.memory ?? null;
  if (!record) return [lasting(condition.type, moment, null, { ...parts, memory })];
  const { place, movesSince } = memoryOf(watch);
  if (isIdling(record)) {
    const stands = { place: place ?? placeOf(moment), movesSince: null };
    return [lasting(condition.type, moment, true, { ...parts, memory: stands })];
  }
  const since = movesSince ?? moment.at;
  if (record.status === 'moving' && mayOnlySeem(place, moment, since))
    return [lasting(condition.type, moment, null, { ...parts, memory: { place, movesSince: since } })];
  return [lasting(condition.type, moment, false, { ...parts, since })];
};

function isIdling(record: AlertRecord | null): boolean {
  return record?.status === 'idling';
}

interface IdlingMemory {
  /** Where it stands: latitude and longitude. */
  readonly place: readonly number[] | null;
  readonly movesSince: number | null;
}

function memoryOf(watch: Watch | undefined): IdlingMemory {
  return (watch?.memory ?? { place: null, movesSince: null }) as unknown as IdlingMemory;
}

function placeOf({ sight: { fix } }: Moment): readonly number[] | null {
  return fix && [fix.lat, fix.lng];
}

function mayOnlySeem(
  place: IdlingMemory['place'],
  { at, record, sight: { fix } }: Moment,
  since: number,
): boolean {
  if ((record?.speed ?? 0) >= SLOWLY) return false;
  const [lat, lng] = place ?? [];
  if (lat === undefined || lng === undefined || !fix || at - since >= FOR_A_MOMENT) return false;
  return metresBetween({ lat, lng }, fix) < NEARBY;
}
