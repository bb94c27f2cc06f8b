import type { ConditionOf } from '../alert-condition';
import { lasting, type ReadSigns } from '../sign';

/** Silent for so long by our clock, while we listened. Anything that is heard ends it. */
export const offlineSigns: ReadSigns<ConditionOf<'device.offline'>> = (_, moment, condition, world) => {
  const { record, sight, now } = moment;
  if (sight.heardAt === 0) return [];
  const details = (from: number, to: number) => ({ silentSeconds: Math.round((to - from) / 1000) });
  const silence = lasting(condition.type, moment, true, {
    since: Math.max(sight.heardAt, world.listeningSince),
    ...{ until: 0, patientUntil: Infinity, minMs: condition.afterSeconds * 1000, details },
  });
  return record ? [{ ...silence, holds: false, since: now }, silence] : [silence];
};
