import { joinEvents, NO_EVENTS, type AlertDetails, type AlertEvent, type Incident } from './alert-event';
import type { AlertRule } from './alert-rule';
import type { AlertWorld } from './alert-input';
import type { Raised, Watch } from './alert-state';
import type { Moment } from './moment';
import { changesAfter, isOpenAt, openSince } from './open-since';
import type { InstantSign, LastingSign, Sign } from './sign';

/** What a sign comes to under its rule. */
export interface Settled {
  /** Null: there is nothing to remember. */
  readonly watch: Watch | null;
  readonly events: readonly AlertEvent[];
  /** When time alone changes it, epoch ms by our clock; null: never. */
  readonly dueAt: number | null;
}

/** A rule at a moment. */
export interface Setting {
  readonly rule: AlertRule;
  readonly moment: Moment;
  readonly world: AlertWorld;
}

/** Records that are older than this when they arrive were buffered. */
const DELAYED_AFTER = 120_000;

const NOTHING: Settled = { watch: null, events: NO_EVENTS, dueAt: null };
const UNWATCHED: Watch = { since: null, until: 0, raised: null, lastRaisedAt: null, memory: null };

export function settle(watch: Watch | undefined, sign: Sign, setting: Setting): Settled {
  return sign.lifetime === 'instant'
    ? settleInstant(watch ?? UNWATCHED, sign, setting)
    : settleLasting(watch ?? UNWATCHED, sign, setting);
}

/** Returns the clear of what is raised though its rule or fence is no more; at is epoch ms. */
export function abandon(
  { raised }: Watch,
  at: number,
  incident: Pick<Incident, 'ruleId' | 'assetId' | 'subject'>,
): AlertEvent[] {
  if (raised === null) return [];
  const { type, at: raisedAt, details } = raised;
  return [
    {
      ...{ change: 'cleared', delayed: false, place: null, details },
      incident: { ...incident, type, raisedAt },
      at: Math.max(raisedAt, at),
    },
  ];
}

function settleInstant(before: Watch, sign: InstantSign, setting: Setting): Settled {
  const { rule, world } = setting;
  const { happenedAt: at, type, subject, details, memory } = sign;
  const watch = remembering(before, memory);
  const isTold =
    at !== null &&
    at >= rule.since &&
    isOpenAt(rule.schedule, at, world.zones) &&
    at >= cooledAt(before, rule) &&
    !isTooOld(setting);
  if (!isTold) return { watch: kept(watch, setting), events: NO_EVENTS, dueAt: null };
  const raised = { type, at, details };
  const events = [eventOf('raised', { subject, raised, at, details }, setting)];
  return { watch: kept({ ...watch, lastRaisedAt: at }, setting), events, dueAt: null };
}

function settleLasting(before: Watch, sign: LastingSign, setting: Setting): Settled {
  if (before === UNWATCHED && sign.holds !== true && sign.memory === null) return NOTHING;
  const closed = closeBySchedule(before, sign, setting);
  const seen = see(closed.watch, sign, setting);
  const settled = raise(seen.watch, sign, setting);
  return {
    watch: kept(settled.watch, setting),
    events: joinEvents(joinEvents(closed.events, seen.events), settled.events),
    dueAt: settled.dueAt,
  };
}

/** The same watch if nothing is new. */
function remembering(watch: Watch, memory: Watch['memory']): Watch {
  return watch.memory === memory ? watch : { ...watch, memory };
}

interface Part {
  readonly watch: Watch;
  readonly events: readonly AlertEvent[];
}

/** What is raised ends when the rule's schedule closes; it may begin again when that opens. */
function closeBySchedule(watch: Watch, sign: LastingSign, setting: Setting): Part {
  const { rule, moment, world } = setting;
  const { raised } = watch;
  const closesAt = raised && changesAfter(rule.schedule, raised.at, world.zones);
  if (!raised || closesAt === null || closesAt > moment.at) return { watch, events: NO_EVENTS };
  return end({ ...watch, since: closesAt }, raised, closesAt, { sign, setting });
}

/** Follows whether and since when the condition holds. */
function see(watch: Watch, sign: LastingSign, setting: Setting): Part {
  const seen = remembering(watch, sign.memory);
  if (sign.holds === null) return { watch: seen, events: NO_EVENTS };
  return sign.holds ? { watch: goOn(seen, sign, setting), events: NO_EVENTS } : breakOff(seen, sign, setting);
}

function breakOff(watch: Watch, sign: LastingSign, setting: Setting): Part {
  const { raised } = watch;
  if (!raised) return { watch: { ...watch, since: null, until: 0 }, events: NO_EVENTS };
  const at = Math.max(raised.at, sign.since ?? setting.moment.at);
  const ended = end(watch, raised, at, { sign, setting });
  return { watch: { ...ended.watch, since: null, until: 0 }, events: ended.events };
}

function goOn(watch: Watch, sign: LastingSign, { rule, moment }: Setting): Watch {
  const { raised } = watch;
  const isNew = watch.since === null || (!raised && sign.until - watch.until > sign.longestGap);
  const since = sign.since ?? (isNew ? moment.at : watch.since);
  // Until when it was seen matters to what is raised only if a schedule may interrupt it.
  if (raised && rule.schedule === null && since === watch.since) return watch;
  const patient = sign.patientUntil === null ? 0 : Math.min(moment.now, sign.patientUntil);
  return { ...watch, since, until: Math.max(watch.until, sign.until, patient) };
}

/** Raises what has lasted long enough, as of when it had. */
function raise(watch: Watch, sign: LastingSign, setting: Setting): Part & Pick<Settled, 'dueAt'> {
  const { rule, moment, world } = setting;
  const { since, until, raised } = watch;
  if (raised) return { watch, events: NO_EVENTS, dueAt: changesAfter(rule.schedule, raised.at, world.zones) };
  if (since === null || sign.holds !== true) return { watch, events: NO_EVENTS, dueAt: null };
  const held = [Math.max(since, rule.since), Math.max(since, until)] as const;
  const heldFrom = openSince(rule.schedule, held, world.zones);
  if (heldFrom === null) {
    const opensAt = changesAfter(rule.schedule, moment.now, world.zones);
    return { watch, events: NO_EVENTS, dueAt: sign.patientUntil === null ? null : opensAt };
  }
  const at = Math.max(heldFrom + sign.minMs, cooledAt(watch, rule));
  if (at > until || isTooOld(setting))
    return { watch, events: NO_EVENTS, dueAt: dueBySilence(at, sign, moment) };
  const told: Raised = { type: sign.type, at, details: sign.details(since, at) };
  const happening = { subject: sign.subject, raised: told, at, details: told.details };
  return {
    watch: { ...watch, raised: told, lastRaisedAt: at },
    events: [eventOf('raised', happening, setting)],
    dueAt: changesAfter(rule.schedule, at, world.zones),
  };
}

/** Null: silence does not tell that it lasts until then. */
function dueBySilence(at: number, { patientUntil }: LastingSign, { now }: Moment): number | null {
  return patientUntil !== null && at <= patientUntil && at > now ? at : null;
}

function end(
  watch: Watch,
  raised: Raised,
  at: number,
  { sign, setting }: { readonly sign: LastingSign; readonly setting: Setting },
): Part {
  const details = { ...raised.details, ...sign.ended(Math.min(watch.since ?? raised.at, raised.at), at) };
  const event = eventOf('cleared', { subject: sign.subject, raised, at, details }, setting);
  return { watch: { ...watch, raised: null }, events: [event] };
}

function cooledAt({ lastRaisedAt }: Watch, { cooldownSeconds }: AlertRule): number {
  return lastRaisedAt === null ? -Infinity : lastRaisedAt + cooldownSeconds * 1000;
}

function isTooOld({ rule, moment }: Setting): boolean {
  return rule.maxAgeSeconds !== null && moment.now - moment.at > rule.maxAgeSeconds * 1000;
}

/** Null: nothing of it matters any more. */
function kept(watch: Watch, { rule, moment }: Setting): Watch | null {
  const { since, raised, memory, lastRaisedAt } = watch;
  const cools = lastRaisedAt !== null && lastRaisedAt + rule.cooldownSeconds * 1000 > moment.at;
  if (since !== null || raised || memory) return watch;
  return cools ? watch : null;
}

interface Happening {
  readonly subject: string;
  readonly raised: Raised;
  readonly at: number;
  readonly details: AlertDetails;
}

function eventOf(
  change: AlertEvent['change'],
  { subject, raised, at, details }: Happening,
  { rule, moment, world }: Setting,
): AlertEvent {
  const { assetId } = world;
  const fix = moment.to ?? moment.sight.fix;
  return {
    change,
    incident: { ruleId: rule.id, assetId, type: raised.type, subject, raisedAt: raised.at },
    at,
    delayed: moment.record !== null && moment.now - moment.at > DELAYED_AFTER,
    place: fix && { lat: fix.lat, lng: fix.lng },
    details,
  };
}
