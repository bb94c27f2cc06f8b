import type { AccountScope } from '@yipii/domain';
import type { FoundPlace, PlaceSearch } from '@yipii/geo';
import { DomainError } from '@yipii/platform';
import type { LoadedPlaces, OwnPlaces, PlaceSource } from './place.ports';

const MAX_WAIT_MS = 5_000;

export interface FoundPlaces {
  readonly places: readonly FoundPlace[];
  readonly attribution: readonly string[];
}

/** Searches towns, streets and own geofences; the former are read when somebody searches for the first time. */
export class SearchPlaces {
  private loading: Promise<LoadedPlaces> | undefined;

  constructor(
    private readonly source: PlaceSource,
    private readonly own: OwnPlaces,
  ) {}

  /** @throws DomainError UNAVAILABLE while the places are still being read */
  async run(scope: AccountScope, search: PlaceSearch): Promise<FoundPlaces> {
    const [own, { index, attribution }] = await Promise.all([this.own.search(scope, search), this.loaded()]);
    return { places: bestOf([...own, ...index.search(search)], search), attribution };
  }

  private loaded(): Promise<LoadedPlaces> {
    const loading = (this.loading ??= this.source.load());
    loading.catch(() => {
      if (this.loading === loading) this.loading = undefined;
    });
    return withinTime(loading);
  }
}

/** Those with fewer typing errors, and of these the nearest; otherwise they stay in their order. */
function bestOf(places: readonly FoundPlace[], { limit }: PlaceSearch): FoundPlace[] {
  const inOrder = [...places].sort((a, b) => a.edits - b.edits || (a.distanceKm ?? 0) - (b.distanceKm ?? 0));
  return inOrder.slice(0, limit);
}

/** Who asks while a country is being read gets an answer all the same. */
async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new DomainError('UNAVAILABLE', 'The places are still being loaded. Try again in a few seconds.'),
        ),
      MAX_WAIT_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
