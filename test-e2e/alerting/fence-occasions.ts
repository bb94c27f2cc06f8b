import type { Visit } from '@yipii/simulator';
import { shownSeconds, time, type Occasion, type Sightings, type Span } from './sightings';
import { GROWN, LASTS, SHRUNK } from './town-rules';

/** ms: a noisy fix may cross an edge so much too early. */
const EARLY = 30_000;

/** A stay within the fence or so near to it that it may be one. */
interface Stay extends Span {
  /** Whether it began before the day. */
  readonly isFromStart: boolean;
  /** Those to the fence itself. */
  readonly visits: readonly Span[];
  /** Those so deep that no noise hides them. */
  readonly deep: readonly Span[];
}

interface FenceOccasions {
  readonly entries: readonly Occasion[];
  readonly exits: readonly Occasion[];
  readonly dwells: readonly Occasion[];
}

/** What alerts there may be about a fence, and which there must be. */
export function fenceOccasions(visits: readonly Visit[], id: number, seen: Sightings): FenceOccasions {
  const spans = (fenceId: number) => visits.filter((visit) => visit.fenceId === fenceId).map(spanOf);
  const stays = spans(id + GROWN).map((span): Stay => {
    const parts = (fenceId: number) =>
      spans(fenceId).filter(({ from, to }) => from >= span.from && to <= span.to);
    return { ...span, isFromStart: span.from === 0, visits: parts(id), deep: parts(id + SHRUNK) };
  });
  return {
    entries: stays.flatMap((stay) => entries(stay, seen)),
    exits: stays.flatMap((stay, i) => exits(stay, stays[i + 1], seen)),
    dwells: stays.flatMap((stay) => dwells(stay, seen)),
  };
}

function spanOf({ enteredAt, exitedAt }: Visit): Span {
  return { from: enteredAt ?? 0, to: exitedAt ?? Infinity };
}

/** Where a stay leaves the fence in between, each return may be told. */
function repeated(stay: Stay, first: Occasion): Occasion[] {
  const others = stay.visits.slice(1).map(() => ({ ...first, isCertain: false }));
  return [first, ...others];
}

function entries(stay: Stay, seen: Sightings): Occasion[] {
  const deep = stay.deep.find((span) => seen.within(span).length > 0);
  return repeated(stay, {
    what: `entry ${time(stay.from)}`,
    ...{ alertsFrom: stay.from - EARLY, alertsTo: stay.to + EARLY },
    isCertain: deep !== undefined && !stay.isFromStart,
  });
}

function exits(stay: Stay, next: Stay | undefined, seen: Sightings): Occasion[] {
  const isOutside = seen.within({ from: stay.to, to: next?.from ?? Infinity }).length > 1;
  const isSeen = stay.deep.some((span) => seen.within(span).length > 0);
  const to = Math.max(stay.to + EARLY, seen.thirdAfter(stay.to));
  return repeated(stay, {
    what: `exit ${stay.to === Infinity ? 'never' : time(stay.to)}`,
    ...{ alertsFrom: stay.from - EARLY, alertsTo: to },
    isCertain: isSeen && isOutside,
  });
}

function dwells(stay: Stay, seen: Sightings): Occasion[] {
  if (stay.to - stay.from < LASTS.dwell * 1000 - EARLY) return [];
  return repeated(stay, {
    what: `dwell from ${time(stay.from)}`,
    ...{ alertsFrom: stay.from + LASTS.dwell * 1000 - EARLY, alertsTo: stay.to + EARLY },
    isCertain: stay.deep.some((span) => shownSeconds(seen.within(span)) > LASTS.dwell + EARLY / 1000),
  });
}
