import { CellDivision, type CellGridArrays } from '../grid/cell-grid';
import type { PackedTexts } from '../texts/packed-texts';

/** What {@link PlaceIndex} searches, as flat arrays, so that a thread can hand it to another without copying. */
export interface PlaceIndexColumns {
  /** Distinct names as they are written, and folded words in ascending order. */
  readonly names: PackedTexts;
  readonly words: PackedTexts;
  /** Per name, plus one: where its words begin in `nameWords`. */
  readonly nameWordStarts: Uint32Array;
  readonly nameWords: Uint32Array;
  /** Per word, plus one: where the names that have it begin in `wordNames`. */
  readonly wordNameStarts: Uint32Array;
  readonly wordNames: Uint32Array;
  /** Per name, plus one: where its places begin in the columns below. */
  readonly placeStarts: Uint32Array;
  /** Per place. */
  readonly nameOf: Uint32Array;
  /** Degrees × `PER_DEGREE`. */
  readonly lngs: Int32Array;
  readonly lats: Int32Array;
  /** Index in {@link PLACE_KINDS}. */
  readonly kinds: Uint8Array;
  /** The name of the town of a street, plus one; 0: none. */
  readonly townNames: Uint32Array;
  /** Two letters of ISO 3166-1; 0: unknown. */
  readonly countries: Uint16Array;
  /** Inhabitants. */
  readonly populations: Uint32Array;
  /** Ids of geofences; empty where there are none among the places. */
  readonly ids: Float64Array;
  /** Places by {@link PLACE_DIVISION}. */
  readonly cells: CellGridArrays;
  /** Places with inhabitants, the largest first. */
  readonly bySize: Uint32Array;
}

/** About 5 km. */
export const PLACE_DIVISION = new CellDivision(0.05);

export const PLACE_KINDS = ['town', 'street', 'geofence'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export function countryCode(letters: string | null): number {
  return letters?.length === 2 ? (letters.charCodeAt(0) << 8) | letters.charCodeAt(1) : 0;
}

export function countryLetters(code: number): string | null {
  return code === 0 ? null : String.fromCharCode(code >> 8, code & 0xff);
}
