import type { Tags } from '../source/map-feature';
import { limitByLaw, WALKING_PACE } from './limits-by-law';

const KM_PER_MILE = 1.609344;
const NUMBER = /^(\d+(?:\.\d+)?) ?(mph|km\/h|kmh|kph)?$/;
const ZONE = /^(?:[A-Z]{2}:)?(?:zone:?)?(\d+)$/;

/**
 * Returns the limit in a way's tags, in any of the usual spellings, in km/h; null if there is none, or none that is
 * certain (`none`, `signals`, `50;70`). Source: OpenStreetMap wiki, Key:maxspeed.
 */
export function speedLimitOf(tags: Tags): number | null {
  return (
    parseSpeed(tags.maxspeed) ??
    higherOf(parseSpeed(tags['maxspeed:forward']), parseSpeed(tags['maxspeed:backward'])) ??
    parseSpeed(tags['maxspeed:type']) ??
    parseSpeed(tags['zone:maxspeed']) ??
    parseSpeed(tags['source:maxspeed'])
  );
}

function parseSpeed(text: string | undefined): number | null {
  const value = text?.trim() ?? '';
  if (value === 'walk') return WALKING_PACE;
  const [, number, unit] = NUMBER.exec(value) ?? [];
  if (number !== undefined) return positive(Number(number) * (unit === 'mph' ? KM_PER_MILE : 1));
  const zone = ZONE.exec(value)?.[1];
  return zone === undefined ? limitByLaw(value) : positive(Number(zone));
}

/** A limit of the other direction does not count. */
function higherOf(a: number | null, b: number | null): number | null {
  return a === null ? b : Math.max(a, b ?? 0);
}

function positive(speed: number): number | null {
  return speed > 0 ? Math.round(speed) : null;
}
