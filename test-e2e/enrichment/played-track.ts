import { DEFAULT_SETTINGS, metresBetween, type TrackerRecord } from '@yipii/domain';
import { NOON } from '@yipii/testing';
import { aFrame, asReceived } from '../../apps/enrichment/src/positions/scenario';
import { EnrichedDay } from './enrich-day';

/** Records that a device sends together, so that a track takes few frames. */
const FRAME = 30;

/** What became of a track. */
interface PlayedTrack {
  readonly km: number;
  /** Of its trips alone. */
  readonly tripKm: number;
  /** Of each record, by its time in epoch ms. */
  readonly statuses: ReadonlyMap<number, string>;
}

export type TrackFix = Pick<TrackerRecord, 'fixTime' | 'lat' | 'lng'>;

/** A track without the speeds, as of a device that knows none. */
export async function playTrack(
  fixes: readonly TrackFix[],
  movingFromKmh = DEFAULT_SETTINGS.movingFromKmh,
): Promise<PlayedTrack> {
  const settings = { ...DEFAULT_SETTINGS, movingFromKmh };
  const records = fixes.map(({ fixTime, lat, lng }) => ({ fixTime, lat, lng, speed: null, heading: null }));
  const frames = Array.from({ length: Math.ceil(records.length / FRAME) }, (_, i) => {
    const sent = records.slice(i * FRAME, (i + 1) * FRAME).map((record) => ({ ...record, attributes: {} }));
    return asReceived({ ...aFrame(1, sent, (sent.at(-1)?.fixTime ?? NOON) + 1000), settings });
  });
  const enriched = new EnrichedDay();
  await enriched.run(frames);
  const { km, journeys } = enriched.resultOf(1);
  const trips = journeys.flatMap((journey) => (journey.kind === 'trip' ? [journey.distanceKm] : []));
  const statuses = enriched.written.enriched.map(
    ({ event: { location } }) => [Date.parse(location.timestamp), location.status] as const,
  );
  return { km: km ?? 0, tripKm: trips.reduce((sum, one) => sum + one, 0), statuses: new Map(statuses) };
}

/** Those that a device would have recorded that does so each so many seconds. */
export function thinned<Fix extends TrackFix>(fixes: readonly Fix[], seconds: number): Fix[] {
  let last = -Infinity;
  return fixes.filter(({ fixTime }) => {
    const isDue = fixTime - last >= seconds * 1000;
    if (isDue) last = fixTime;
    return isDue;
  });
}

/** Metres from a fix to another. */
export function metresFrom(a: TrackFix, b: TrackFix): number {
  const [from, to] = [a, b].map(({ lat, lng }) => ({ lat: lat ?? NaN, lng: lng ?? NaN }));
  return from && to ? metresBetween(from, to) : NaN;
}
