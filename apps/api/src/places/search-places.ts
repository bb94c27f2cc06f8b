import type { FoundPlace, PlaceSearch } from '@yipii/geo';
import { DomainError } from '@yipii/platform';
import type { LoadedPlaces, PlaceSource } from './place.ports';

const MAX_WAIT_MS = 5_000;

export interface FoundPlaces {
  readonly places: readonly FoundPlace[];
  readonly attribution: readonly string[];
}

/** Searches towns and streets; they are read when somebody searches for the first time. */
export class SearchPlaces {
  private loading: Promise<LoadedPlaces> | undefined;

  constructor(private readonly source: PlaceSource) {}

  /** @throws DomainError UNAVAILABLE while the places are still being read */
  async run(search: PlaceSearch): Promise<FoundPlaces> {
    const { index, attribution } = await this.loaded();
    return { places: index.search(search), attribution };
  }

  private loaded(): Promise<LoadedPlaces> {
    const loading = (this.loading ??= this.source.load());
    loading.catch(() => {
      if (this.loading === loading) this.loading = undefined;
    });
    return withinTime(loading);
  }
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
