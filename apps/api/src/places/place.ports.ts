import type { AccountScope } from '@yipii/domain';
import type { FoundPlace, PlaceIndex, PlaceSearch } from '@yipii/geo';

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

/** The geofences of accounts. */
export abstract class OwnPlaces {
  /** Searches those of one account, as they are now. */
  abstract search(scope: AccountScope, search: PlaceSearch): Promise<readonly FoundPlace[]>;
}
