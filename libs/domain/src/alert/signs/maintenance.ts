import type { ConditionOf, MaintenanceBasis } from '../alert-condition';
import type { AlertDetails, AlertType } from '../alert-event';
import type { Watch } from '../alert-state';
import type { Moment } from '../moment';
import { numberOf } from '../readings';
import { lasting, type LastingSign, type ReadSigns, type Sign } from '../sign';

type Maintenance = ConditionOf<'maintenance'>;

/** Upcoming from the warning on, then due until the rule is changed: a service was done, or is due at another time. */
export const maintenanceSigns: ReadSigns<Maintenance> = (watches, moment, condition) => {
  const signs =
    condition.basis === 'date' ? dates(moment, condition) : counts(watches.get('due'), moment, condition);
  return condition.warnBefore > 0 ? signs : signs.slice(1);
};

function dates(moment: Moment, condition: Maintenance): Sign[] {
  const { dueAt, warnBefore } = condition;
  return [
    dated('maintenance.upcoming', [dueAt - warnBefore, dueAt], moment, condition),
    dated('maintenance.due', [dueAt, Infinity], moment, condition),
  ];
}

function counts(due: Watch | undefined, moment: Moment, condition: Maintenance): Sign[] {
  const { dueAt, warnBefore } = condition;
  const current = currentOf(condition.basis, moment) ?? -Infinity;
  const isDue = current >= dueAt || (due !== undefined && due.raised !== null);
  const isUpcoming = isDue ? false : current >= dueAt - warnBefore || null;
  const details = () => detailsOf(condition, current);
  return [
    lasting('maintenance.upcoming', moment, isUpcoming, { subject: 'upcoming', details }),
    lasting('maintenance.due', moment, isDue || null, { subject: 'due', details, ended: () => ({}) }),
  ];
}

/** Of a day that comes whatever is reported. */
function dated(
  type: Extract<AlertType, `maintenance.${string}`>,
  [from, until]: readonly [number, number],
  moment: Moment,
  condition: Maintenance,
): LastingSign {
  const subject = type.slice('maintenance.'.length);
  const isOver = moment.now >= until;
  return lasting(type, moment, !isOver, {
    subject,
    since: isOver ? until : from,
    until: 0,
    patientUntil: until,
    details: (_, at) => detailsOf(condition, at),
  });
}

function currentOf(basis: MaintenanceBasis, { record }: Moment): number | null {
  if (!record) return null;
  return basis === 'odometer' ? record.odometerKm : numberOf(record, 'engineHours');
}

function detailsOf({ basis, dueAt }: Maintenance, current: number | null): AlertDetails {
  if (basis === 'odometer') return { basis, dueAtKm: dueAt, currentKm: current };
  if (basis === 'engine_hours') return { basis, dueAtHours: dueAt, currentHours: current };
  return { basis, dueAt: iso(dueAt), currentAt: current === null ? null : iso(current) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
