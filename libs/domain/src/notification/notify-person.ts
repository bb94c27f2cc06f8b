import { ALERT_SEVERITIES } from '../alert/alert-rule';
import type { TimeZones } from '../schedule/time-zones';
import { noticeTime } from './notice-time';
import type { NotificationPolicy, ToldAlert, ToldChange } from './notification-policy';
import { forgetOld, type PersonNotices, type Reminder, type WaitingAlert } from './person-notices';

const MINUTE = 60_000;

export type NoticeInput =
  /** `policies`: those of the person that are about the alert's asset, the first that wants it decides. */
  | { readonly kind: 'raised'; readonly alert: ToldAlert; readonly policies: readonly NotificationPolicy[] }
  | { readonly kind: ToldChange; readonly alertId: string }
  | { readonly kind: 'clock' };

export interface NoticeWorld {
  /** Epoch ms. */
  readonly now: number;
  /** All policies that are on. */
  readonly policies: ReadonlyMap<number, NotificationPolicy>;
  readonly zones: TimeZones;
  readonly isMuted: (alert: ToldAlert) => boolean;
}

/** A message to one person, or, of an escalation, to others. */
export interface Notice {
  /** `raised` has one alert, or those that were gathered; `storm`: they went offline together. */
  readonly kind: 'raised' | 'storm' | 'reminder' | ToldChange;
  readonly policyId: number;
  /** Null: the person. */
  readonly emails: readonly string[] | null;
  readonly alerts: readonly ToldAlert[];
}

export interface NoticeStep {
  readonly state: PersonNotices;
  readonly notices: readonly Notice[];
}

/** What one person is told: a message an incident, however many rules, groups and policies it matches. */
export function notifyPerson(state: PersonNotices, input: NoticeInput, world: NoticeWorld): NoticeStep {
  const known = forgetOld(state, world.now);
  switch (input.kind) {
    case 'raised':
      return raise(known, input.alert, input.policies, world);
    case 'clock':
      return remind(flush({ state: known, notices: [] }, world), world);
    default:
      return end(known, input.kind, input.alertId, world);
  }
}

function raise(
  state: PersonNotices,
  alert: ToldAlert,
  policies: readonly NotificationPolicy[],
  world: NoticeWorld,
): NoticeStep {
  const isKnown = [...state.told, ...state.waiting].some((one) => one.alert.id === alert.id);
  const policy = policies.find(({ minSeverity }) => rank(alert.severity) >= rank(minSeverity));
  if (isKnown || !policy || world.isMuted(alert)) return { state, notices: [] };
  if (policy.storm && alert.type === 'device.offline') return goOffline(state, alert, policy, world);
  return tellInTime({ state, notices: [] }, alert, policy, world);
}

/** Those that are not critical wait for others; those that are, once there are more than the rule allows. */
function goOffline(
  before: PersonNotices,
  alert: ToldAlert,
  policy: NotificationPolicy,
  world: NoticeWorld,
): NoticeStep {
  const { assets = 0, minutes = 0 } = policy.storm ?? {};
  const { now } = world;
  const offlineAt = [...before.offlineAt.filter((at) => at > now - minutes * MINUTE), now];
  const state = { ...before, offlineAt };
  if (alert.severity === 'critical' && offlineAt.length <= assets)
    return tell({ state, notices: [] }, { kind: 'raised', alerts: [alert] }, policy, world);
  const dueAt = Math.min(
    now + minutes * MINUTE,
    ...state.waiting.filter(({ isStorm }) => isStorm).map((waiting) => waiting.dueAt),
  );
  return wait({ state, notices: [] }, { alert, policyId: policy.id, dueAt, isStorm: true });
}

function tellInTime(
  step: NoticeStep,
  alert: ToldAlert,
  policy: NotificationPolicy,
  world: NoticeWorld,
): NoticeStep {
  const { now, zones } = world;
  const dueAt = alert.severity === 'critical' ? now : noticeTime(policy, now, zones);
  if (dueAt <= now) return tell(step, { kind: 'raised', alerts: [alert] }, policy, world);
  // A digest goes out when the first alert in it is due.
  const others = step.state.waiting.filter(({ policyId, isStorm }) => policyId === policy.id && !isStorm);
  const first = Math.min(dueAt, ...others.map((waiting) => waiting.dueAt));
  return wait(step, { alert, policyId: policy.id, dueAt: first, isStorm: false });
}

function wait({ state, notices }: NoticeStep, waiting: WaitingAlert): NoticeStep {
  return { state: { ...state, waiting: [...state.waiting, waiting] }, notices };
}

/** What is told is followed up. */
function tell(
  { state, notices }: NoticeStep,
  { kind, alerts }: Pick<Notice, 'kind' | 'alerts'>,
  { id: policyId, escalation: [first] }: NotificationPolicy,
  { now }: NoticeWorld,
): NoticeStep {
  const followed = first ? alerts : [];
  const dueAt = now + (first?.afterMinutes ?? 0) * MINUTE;
  return {
    state: {
      ...state,
      told: [...state.told, ...alerts.map((alert) => ({ alert, policyId, at: now }))],
      reminders: [...state.reminders, ...followed.map(({ id }) => ({ alertId: id, step: 0, dueAt }))],
    },
    notices: [...notices, { kind, policyId, emails: null, alerts }],
  };
}

/** Tells what has waited long enough: one message of each policy. What was muted meanwhile is left out. */
function flush(step: NoticeStep, world: NoticeWorld): NoticeStep {
  const { now, policies, isMuted } = world;
  const due = step.state.waiting.filter(({ dueAt }) => dueAt <= now);
  const waiting = step.state.waiting.filter((one) => !due.includes(one));
  let next: NoticeStep = { ...step, state: { ...step.state, waiting } };
  for (const policyId of new Set(due.map((one) => one.policyId))) {
    const policy = policies.get(policyId);
    const own = due.filter((one) => one.policyId === policyId && !isMuted(one.alert));
    if (!policy) continue; // deleted, or off
    const gathered = own.filter(({ isStorm }) => !isStorm).map(({ alert }) => alert);
    if (gathered.length > 0) next = tell(next, { kind: 'raised', alerts: gathered }, policy, world);
    const offline = own.filter(({ isStorm }) => isStorm).map(({ alert }) => alert);
    next = weather(next, offline, policy, world);
  }
  return next;
}

/** A storm is one message; less than one is told as other alerts are. */
function weather(
  step: NoticeStep,
  offline: readonly ToldAlert[],
  policy: NotificationPolicy,
  world: NoticeWorld,
): NoticeStep {
  const isStorm = step.state.offlineAt.length > (policy.storm?.assets ?? Infinity);
  if (isStorm && offline.length > 1) return tell(step, { kind: 'storm', alerts: offline }, policy, world);
  return offline.reduce((next, alert) => tellInTime(next, alert, policy, world), step);
}

/** Repeats what nobody took: one message of each policy and step. */
function remind(step: NoticeStep, world: NoticeWorld): NoticeStep {
  const { now, zones } = world;
  const due = step.state.reminders.filter(({ dueAt }) => dueAt <= now);
  const reminders = step.state.reminders.filter((one) => !due.includes(one));
  const messages = new Map<string, Notice & { readonly alerts: ToldAlert[] }>();
  for (const reminder of due) {
    const found = findReminder(reminder, step.state, world);
    if (!found) continue;
    const { alert, policy, emails } = found;
    const dueAt = untilNotQuiet(alert, policy, now, zones);
    if (dueAt > now) {
      reminders.push({ ...reminder, dueAt });
      continue;
    }
    const key = `${policy.id} ${reminder.step}`;
    const message = messages.get(key) ?? { kind: 'reminder', policyId: policy.id, emails, alerts: [] };
    message.alerts.push(alert);
    messages.set(key, message);
    const next = policy.escalation[reminder.step + 1];
    if (next)
      reminders.push({
        ...reminder,
        step: reminder.step + 1,
        dueAt: now + next.afterMinutes * MINUTE,
      });
  }
  return { state: { ...step.state, reminders }, notices: [...step.notices, ...messages.values()] };
}

/** Undefined: its policy was deleted or edited, or the alert is muted. */
function findReminder(
  { alertId, step }: Reminder,
  { told }: PersonNotices,
  { policies, isMuted }: NoticeWorld,
) {
  const { alert, policyId } = told.find((one) => one.alert.id === alertId) ?? {};
  const policy = policyId === undefined ? undefined : policies.get(policyId);
  const current = policy?.escalation[step];
  if (!alert || !policy || !current || isMuted(alert)) return undefined;
  return { alert, policy, emails: current.emails };
}

/** Returns when an alert may be told again, epoch ms. */
function untilNotQuiet(
  { severity }: ToldAlert,
  { quietHours }: NotificationPolicy,
  now: number,
  zones: TimeZones,
): number {
  return severity === 'critical' ? now : noticeTime({ quietHours, digest: null }, now, zones);
}

/** What ends before it was told is not told at all. */
function end(before: PersonNotices, kind: ToldChange, alertId: string, world: NoticeWorld): NoticeStep {
  const state: PersonNotices = {
    ...before,
    waiting: before.waiting.filter(({ alert }) => alert.id !== alertId),
    reminders: before.reminders.filter((reminder) => reminder.alertId !== alertId),
  };
  const told = before.told.find(({ alert }) => alert.id === alertId);
  const policy = told && world.policies.get(told.policyId);
  if (!told || !policy?.alsoTold.includes(kind) || world.isMuted(told.alert)) return { state, notices: [] };
  if (untilNotQuiet(told.alert, policy, world.now, world.zones) > world.now) return { state, notices: [] };
  return { state, notices: [{ kind, policyId: policy.id, emails: null, alerts: [told.alert] }] };
}

/** Values of a newer version count as the least. */
function rank(severity: string): number {
  return ALERT_SEVERITIES.findIndex((known) => known === severity);
}
