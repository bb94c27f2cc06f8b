import { METRES_PER_DEGREE, type Place } from '@yipii/domain';
import { CellGrid } from '../grid/cell-grid';
import { cosine, PER_DEGREE, wrapped } from '../grid/geometry';
import { textAt } from '../texts/packed-texts';
import { fold, wordsOf } from './fold';
import { NearestPlaces, type Match } from './nearest-places';
import {
  countryLetters,
  PLACE_DIVISION,
  PLACE_KINDS,
  type PlaceIndexColumns,
  type PlaceKind,
} from './place-columns';
import { TypedWords } from './typed-words';
import { FuzzyMatches, PrefixMatches, type WordMatches } from './word-matches';

export interface FoundPlace extends Place {
  readonly kind: PlaceKind;
  readonly name: string;
  /** Of a street. */
  readonly town: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Of a geofence. */
  readonly id: number | null;
  /** From where it was asked for; null: from nowhere. */
  readonly distanceKm: number | null;
  /** Typing errors in what was searched for. */
  readonly edits: number;
}

export interface PlaceSearch {
  readonly text: string;
  /** The nearest of the good matches come first; null: the largest. */
  readonly near: Place | null;
  readonly limit: number;
}

interface Search {
  readonly best: NearestPlaces;
  readonly near: Place | null;
  budget: number;
}

interface Wanted {
  readonly name: TypedWords;
  /** By the name of a place's town, plus one; undefined where it is another. */
  readonly editsOfTown: (town: number) => number | undefined;
}

const MAX_WORDS = 8;
const MAX_WORD_LENGTH = 40;
/** Names that have what was typed; of more, those around or the largest towns are looked at first. */
const MANY_NAMES = 5_000;
/** Metres. */
const AROUND = [3_000, 15_000, 60_000];
/** Names and places that one search looks at: beyond, what was typed says too little. */
const BUDGET = 60_000;

/**
 * Searches places by the beginnings of the words of their names, in any order, and by those of their town. Where
 * that finds too little, typing errors are allowed: one in a word from 4 letters on, two from 8.
 */
export class PlaceIndex {
  private readonly grid: CellGrid;

  constructor(private readonly columns: PlaceIndexColumns) {
    this.grid = new CellGrid(PLACE_DIVISION, columns.cells);
  }

  get size(): number {
    return this.columns.kinds.length;
  }

  search({ text, near, limit }: PlaceSearch): FoundPlace[] {
    const typed = wordsOf(fold(text))
      .slice(0, MAX_WORDS)
      .map((word) => word.slice(0, MAX_WORD_LENGTH));
    if (typed.length === 0) return [];
    const best = new NearestPlaces(this.columns, near, limit);
    const { words } = this.columns;
    const exactly = typed.map((word) => new PrefixMatches(words, word));
    this.collect(exactly, { best, near, budget: BUDGET });
    if (best.size < limit) {
      const roughly = typed.map((word) => new FuzzyMatches(words, word));
      this.collect(roughly, { best, near, budget: BUDGET });
    }
    return best.inOrder().map(({ place, edits }) => this.found(place, edits, near));
  }

  /** Also as a street in a town: some of the words at either end may belong to the town. */
  private collect(typed: readonly WordMatches[], search: Search): void {
    this.collectIn(typed, [], search);
    for (let count = typed.length - 1; count > 0 && search.best.size === 0; count--) {
      this.collectIn(typed.slice(0, count), typed.slice(count), search);
      this.collectIn(typed.slice(-count), typed.slice(0, -count), search);
    }
  }

  private collectIn(ofName: readonly WordMatches[], ofTown: readonly WordMatches[], search: Search): void {
    const name = new TypedWords(this.columns, ofName);
    const wanted = { name, editsOfTown: this.editsOfTown(ofTown) };
    if (name.names > MANY_NAMES && this.collectBroadly(wanted, search)) return;
    const { placeStarts } = this.columns;
    name.eachCandidate((candidate) => {
      search.budget -= 1;
      const edits = name.editsOf(candidate);
      const end = placeStarts[candidate + 1] ?? 0;
      if (edits !== undefined)
        for (let place = placeStarts[candidate] ?? 0; place < end; place++)
          this.offer(place, { edits, isWhole: name.isWhole(candidate) }, wanted, search);
      return search.budget > 0;
    });
  }

  /** Returns whether it has found enough. */
  private collectBroadly(wanted: Wanted, search: Search): boolean {
    const { best, near } = search;
    const look = (place: number): void => {
      const name = this.columns.nameOf[place] ?? 0;
      search.budget -= 1;
      const edits = search.budget > 0 ? wanted.name.editsOf(name) : undefined;
      if (edits !== undefined)
        this.offer(place, { edits, isWhole: wanted.name.isWhole(name) }, wanted, search);
    };
    if (near) for (const metres of AROUND) if (best.size < best.limit) this.grid.search(near, metres, look);
    if (!near) for (const place of this.columns.bySize) if (best.size < best.limit) look(place);
    return best.size >= best.limit || search.budget <= 0;
  }

  private offer(place: number, match: Match, { editsOfTown }: Wanted, search: Search): void {
    search.budget -= 1;
    const town = editsOfTown(this.columns.townNames[place] ?? 0);
    if (town !== undefined) search.best.offer(place, { ...match, edits: match.edits + town });
  }

  /** By a place's town. */
  private editsOfTown(ofTown: readonly WordMatches[]): Wanted['editsOfTown'] {
    if (ofTown.length === 0) return () => 0;
    const words = new TypedWords(this.columns, ofTown);
    const known = new Map<number, number | undefined>([[0, undefined]]);
    return (town) => {
      if (!known.has(town)) known.set(town, words.editsOf(town - 1));
      return known.get(town);
    };
  }

  private found(place: number, edits: number, near: Place | null): FoundPlace {
    const { names, nameOf, kinds, townNames, countries, ids } = this.columns;
    const at = this.placeAt(place);
    const town = townNames[place] ?? 0;
    return {
      kind: PLACE_KINDS[kinds[place] ?? 0] ?? 'town',
      name: textAt(names, nameOf[place] ?? 0),
      town: town === 0 ? null : textAt(names, town - 1),
      country: countryLetters(countries[place] ?? 0),
      ...at,
      id: ids[place] ?? null,
      distanceKm: near && kmBetween(near, at),
      edits,
    };
  }

  private placeAt(place: number): Place {
    const { lngs, lats } = this.columns;
    return { lat: (lats[place] ?? 0) / PER_DEGREE, lng: (lngs[place] ?? 0) / PER_DEGREE };
  }
}

function kmBetween(a: Place, b: Place): number {
  const east = wrapped(b.lng - a.lng) * cosine((a.lat + b.lat) / 2);
  return Math.round(Math.hypot(east, b.lat - a.lat) * (METRES_PER_DEGREE / 100)) / 10;
}
