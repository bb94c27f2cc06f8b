import type { PlaceIndex } from '@yipii/geo';

export interface LoadedPlaces {
  readonly index: PlaceIndex;
  /** Must be shown wherever its places are. */
  readonly attribution: readonly string[];
}

/** Where the places come from that everybody may search. */
export abstract class PlaceSource {
  /** Takes seconds, in which the event loop goes on. Rejects where it fails; then it may be called again. */
  abstract load(): Promise<LoadedPlaces>;
}
