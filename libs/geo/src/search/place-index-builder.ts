import { buildPlaceCells } from '../grid/cell-grid';
import { PER_DEGREE } from '../grid/geometry';
import { IntColumn } from '../streets/int-column';
import { packTexts } from '../texts/packed-texts';
import { Texts } from '../texts/texts';
import { fold, wordsOf } from './fold';
import {
  countryCode,
  PLACE_DIVISION,
  PLACE_KINDS,
  type PlaceIndexColumns,
  type PlaceKind,
} from './place-columns';

export interface IndexedPlace {
  readonly kind: PlaceKind;
  readonly name: string;
  /** Degrees. */
  readonly lng: number;
  readonly lat: number;
  /** Of a street. */
  readonly town?: string | null;
  readonly country?: string | null;
  readonly population?: number;
  /** Of a geofence. */
  readonly id?: number;
}

/** Longer names are cut. */
const MAX_NAME = 120;
const MAX_WORDS = 16;

/** Collects the places to search. */
export class PlaceIndexBuilder {
  private readonly names = new Texts();
  private readonly nameOf = new IntColumn();
  private readonly lngs = new IntColumn();
  private readonly lats = new IntColumn();
  private readonly kinds = new IntColumn();
  private readonly towns = new IntColumn();
  private readonly countries = new IntColumn();
  private readonly populations = new IntColumn();
  /** By the number of the place. */
  private readonly ids = new Map<number, number>();

  add({ kind, name, lng, lat, town = null, country = null, population = 0, id }: IndexedPlace): void {
    if (id !== undefined) this.ids.set(this.nameOf.length, id);
    this.nameOf.push(this.names.at(name.slice(0, MAX_NAME)));
    this.lngs.push(Math.round(lng * PER_DEGREE));
    this.lats.push(Math.round(lat * PER_DEGREE));
    this.kinds.push(PLACE_KINDS.indexOf(kind));
    this.towns.push(town ? this.names.at(town.slice(0, MAX_NAME)) + 1 : 0);
    this.countries.push(countryCode(country));
    this.populations.push(population);
  }

  finish(): PlaceIndexColumns {
    const names = this.names.all();
    const { starts: placeStarts, items: order } = grouped(this.nameOf.toUint32(), names.length);
    const pick = (column: IntColumn) => order.map((place) => column.at(place));
    const [lngs, lats] = [Int32Array.from(pick(this.lngs)), Int32Array.from(pick(this.lats))];
    const populations = pick(this.populations);
    return {
      ...wordColumns(names),
      ...{ names: packTexts(names), placeStarts, lngs, lats },
      kinds: Uint8Array.from(pick(this.kinds)),
      townNames: pick(this.towns),
      countries: Uint16Array.from(pick(this.countries)),
      populations,
      nameOf: pick(this.nameOf),
      ids: Float64Array.from(this.ids.size > 0 ? order : [], (place) => this.ids.get(place) ?? 0),
      cells: buildPlaceCells(PLACE_DIVISION, { lngs, lats }),
      bySize: bySize(populations),
    };
  }
}

function bySize(populations: Uint32Array): Uint32Array {
  const peopled: number[] = [];
  populations.forEach((inhabitants, place) => inhabitants > 0 && peopled.push(place));
  return Uint32Array.from(peopled.sort((a, b) => (populations[b] ?? 0) - (populations[a] ?? 0)));
}

type WordColumns = Pick<
  PlaceIndexColumns,
  'words' | 'nameWordStarts' | 'nameWords' | 'wordNameStarts' | 'wordNames'
>;

function wordColumns(names: readonly string[]): WordColumns {
  const found = new Texts();
  const unsorted = new IntColumn();
  const nameWordStarts = new Uint32Array(names.length + 1);
  names.forEach((name, i) => {
    for (const word of new Set(wordsOf(fold(name)).slice(0, MAX_WORDS))) unsorted.push(found.at(word));
    nameWordStarts[i + 1] = unsorted.length;
  });
  const texts = found.all();
  const order = texts.map((_, i) => i).sort((a, b) => compare(texts[a] ?? '', texts[b] ?? ''));
  const rank = new Uint32Array(texts.length);
  order.forEach((word, i) => (rank[word] = i));
  const nameWords = unsorted.toUint32().map((word) => rank[word] ?? 0);
  const { starts, items } = grouped(nameWords, texts.length);
  const owner = new Uint32Array(nameWords.length);
  for (let name = 0; name < names.length; name++)
    owner.fill(name, nameWordStarts[name], nameWordStarts[name + 1]);
  const words = packTexts(order.map((word) => texts[word] ?? ''));
  return {
    words,
    nameWordStarts,
    nameWords,
    wordNameStarts: starts,
    wordNames: items.map((at) => owner[at] ?? 0),
  };
}

/** By UTF-16 units, as the index compares. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The indexes of `groups`, by group and in their order. */
function grouped(groups: Uint32Array, count: number): { starts: Uint32Array; items: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let i = 0; i < count; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const next = starts.slice();
  const items = new Uint32Array(groups.length);
  groups.forEach((group, i) => {
    const at = next[group] ?? 0;
    items[at] = i;
    next[group] = at + 1;
  });
  return { starts, items };
}
