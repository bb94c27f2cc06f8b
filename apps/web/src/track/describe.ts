import type { PublicPosition } from '@yipii/client';
import { fill, type Messages } from '../messages/messages';
import type { Format } from './format';
import type { Journey } from './journey';

export type MarkerLook = 'moving' | 'idling' | 'stopped' | 'delayed' | 'silent';

/** What the sheet says and how the vehicle looks. */
export interface Description {
  readonly headline: string;
  readonly line: string;
  /** How old the position is; empty where there is none. */
  readonly age: string;
  /** null: the map shows no vehicle. */
  readonly marker: MarkerLook | null;
}

export interface Words {
  readonly texts: Messages;
  readonly format: Format;
  /** Who shares, where that is known. */
  readonly sender: string | null;
}

const MINUTE_MS = 60_000;
const JUST_NOW_MS = 5_000;
const NEAR_KM = 0.1;

/** @param now the server's time, epoch ms */
export function describe(journey: Journey, now: number, words: Words): Description {
  if (journey.end) return describeEnd(journey, words);
  if (journey.position) return describeVehicle(journey, journey.position, now, words);
  return { ...describeNothing(journey, now, words), age: '', marker: null };
}

function describeEnd({ end, link }: Journey, { texts, format, sender }: Words): Description {
  const none = { age: '', marker: null };
  if (end?.reason === 'arrival') {
    const headline = fill(texts.arrivedAt, { clock: format.clock(Date.parse(end.at ?? '') || Date.now()) });
    return { headline, line: link?.destination?.label ?? '', ...none };
  }
  const line = sender === null ? texts.endedWhyNobody : fill(texts.endedWhy, { sender });
  return { headline: texts.ended, line, ...none };
}

function describeNothing(
  { link, state }: Journey,
  now: number,
  { texts, format }: Words,
): Pick<Description, 'headline' | 'line'> {
  switch (link?.status) {
    case undefined:
      return { headline: texts.loading, line: state === 'offline' ? texts.offline : '' };
    case 'not_started':
    case 'outside_schedule':
      return describeStart(link.schedule.next_change_at, now, { texts, format });
    case 'not_yet_visible':
      return { headline: texts.notYetVisible, line: texts.notYetVisibleWhy };
    case 'withheld':
      return { headline: texts.withheld, line: texts.withheldWhy };
    default:
      return { headline: texts.waiting, line: texts.waitingWhy };
  }
}

function describeStart(
  next: string | null,
  now: number,
  { texts, format }: Omit<Words, 'sender'>,
): Pick<Description, 'headline' | 'line'> {
  if (next === null) return { headline: texts.startsLater, line: texts.startsSelf };
  const at = Date.parse(next);
  const text = format.isSameDay(at, now) ? texts.startsAt : texts.startsOn;
  return {
    headline: fill(text, { day: format.day(at), clock: format.clock(at) }),
    line: fill(texts.startsZone, { zone: format.zone(at) }),
  };
}

function describeVehicle(journey: Journey, position: PublicPosition, now: number, words: Words): Description {
  const { texts, format } = words;
  const at = Date.parse(position.timestamp);
  const age = Math.max(0, now - at);
  const freshness = journey.cadence.freshness(age);
  const place = placeOf(position);
  if (freshness === 'silent')
    return {
      headline: fill(texts.noSignal, { clock: format.clock(at) }),
      ...{ line: texts.noSignalWhy, age: place, marker: 'silent' },
    };
  const told = ageOf(journey, age, words);
  if (freshness === 'delayed')
    return {
      headline: fill(texts.lastSeen, { time: format.duration(age) }),
      ...{ line: place, age: texts.delayed, marker: 'delayed' },
    };
  const marker = position.moving ? 'moving' : 'stopped';
  if (journey.window) return { ...describeArrival(journey, position, words), age: told, marker };
  return { headline: movement(journey, position, now, words), line: place, age: told, marker };
}

function describeArrival(
  { window, link }: Journey,
  position: PublicPosition,
  { texts, format }: Words,
): Pick<Description, 'headline' | 'line'> {
  const { from, to } = window ?? { from: 0, to: 0 };
  const promise =
    link?.promise && { on_time: texts.onTime, early: texts.early, late: texts.late }[link.promise];
  const km = position.distance_km ?? Infinity;
  const away = km < NEAR_KM ? texts.near : fill(texts.away, { distance: format.distance(km) });
  return {
    headline: fill(texts.arriving, { from: format.clock(from), to: format.clock(to) }),
    line: [promise, placeOf(position), Number.isFinite(km) && away].filter(Boolean).join(' · '),
  };
}

function movement(
  { stillSince }: Journey,
  { moving }: PublicPosition,
  now: number,
  { texts, format }: Words,
): string {
  if (moving) return texts.onTheMove;
  const still = now - (stillSince ?? now);
  return still < MINUTE_MS ? texts.stopped : fill(texts.stoppedFor, { time: format.duration(still) });
}

function ageOf({ state }: Journey, age: number, { texts, format }: Words): string {
  if (state === 'offline') return texts.offline;
  return age < JUST_NOW_MS ? texts.updatedNow : fill(texts.updatedAgo, { time: format.duration(age) });
}

function placeOf({ address }: PublicPosition): string {
  return [address?.street, address?.town].filter(Boolean).join(', ');
}
