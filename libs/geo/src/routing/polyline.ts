import type { Place } from '@yipii/domain';

/** Valhalla's six digits; Google's original has five. */
const PER_DEGREE = 1e6;

/**
 * Places of an encoded polyline: differences of latitude and longitude in turn, five bits a character, the
 * lowest first. Format: https://developers.google.com/maps/documentation/utilities/polylinealgorithm
 */
export function decodePolyline(text: string): Place[] {
  const places: Place[] = [];
  let [lat, lng] = [0, 0];
  let latChange: number | null = null;
  for (const change of changesIn(text)) {
    if (latChange === null) {
      latChange = change;
      continue;
    }
    lat += latChange;
    lng += change;
    latChange = null;
    places.push({ lat: lat / PER_DEGREE, lng: lng / PER_DEGREE });
  }
  return places;
}

function* changesIn(text: string): Generator<number> {
  let [bits, shift] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const chunk = text.charCodeAt(i) - 63;
    bits |= (chunk & 0x1f) << shift;
    shift += 5;
    if (chunk >= 0x20) continue;
    // The lowest bit is the sign.
    yield bits & 1 ? ~(bits >> 1) : bits >> 1;
    [bits, shift] = [0, 0];
  }
}
