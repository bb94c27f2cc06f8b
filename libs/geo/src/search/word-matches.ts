import type { PackedTexts } from '../texts/packed-texts';

/** Within bounds, as the caller knows. */
function at(numbers: ArrayLike<number> | undefined, index: number): number {
  return numbers?.[index] ?? 0;
}

/** The words that a typed word may mean. */
export interface WordMatches {
  /** Typing errors to get from a word's beginning to what was typed; undefined: it does not match. */
  editsOf(word: number): number | undefined;
  /** Ascending. */
  words(): Iterable<number>;
}

/** Words that begin with `typed`: a range of the sorted words. */
export class PrefixMatches implements WordMatches {
  readonly from: number;
  readonly to: number;

  constructor(words: PackedTexts, typed: string) {
    const units = unitsOf(typed);
    this.from = firstWord(words, (word) => comparePrefix(words, word, units) >= 0);
    this.to = firstWord(words, (word) => comparePrefix(words, word, units) > 0);
  }

  editsOf(word: number): number | undefined {
    return word >= this.from && word < this.to ? 0 : undefined;
  }

  *words(): Iterable<number> {
    for (let word = this.from; word < this.to; word++) yield word;
  }
}

/** How many typing errors a word of this length may have. */
export function editsAllowed(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Words whose beginning can be reached from `typed` with few insertions, omissions, substitutions and swaps of
 * neighbours. Walks the sorted words as a trie: the rows of a shared beginning are computed once, and where no
 * continuation can match all words with that beginning are skipped.
 */
export class FuzzyMatches implements WordMatches {
  private readonly edits = new Map<number, number>();
  private readonly rows: Uint8Array[];
  private readonly typed: Uint16Array;
  private readonly max: number;

  constructor(
    private readonly vocabulary: PackedTexts,
    typed: string,
  ) {
    this.typed = unitsOf(typed);
    this.max = editsAllowed(typed.length);
    const width = typed.length + 1;
    this.rows = Array.from({ length: width + this.max + 1 }, () => new Uint8Array(width));
    this.rows[0]?.forEach((_, i, row) => (row[i] = i));
    this.walk();
  }

  editsOf(word: number): number | undefined {
    return this.edits.get(word);
  }

  words(): Iterable<number> {
    return this.edits.keys();
  }

  private walk(): void {
    const { starts } = this.vocabulary;
    const count = starts.length - 1;
    /** The best match of each beginning so far, by its length. */
    const best = new Uint8Array(this.rows.length).fill(this.max + 1);
    let shared = 0;
    for (let word = 0; word < count;) {
      const depth = this.descend(word, shared, best);
      const length = Math.min(this.lengthOf(word), this.rows.length - 1);
      if (depth < 0) {
        // No word that begins as this one up to there can match any more.
        const next = this.after(word, -depth);
        shared = next < count ? this.sharedWith(next, word) : 0;
        word = next;
        continue;
      }
      const edits = best[length] ?? this.max + 1;
      if (edits <= this.max) this.edits.set(word, edits);
      shared = word + 1 < count ? this.sharedWith(word + 1, word) : 0;
      word += 1;
    }
  }

  /** Computes the rows below `shared`. Returns the depth; negative: from there on nothing can match. */
  private descend(word: number, shared: number, best: Uint8Array): number {
    const { units, starts } = this.vocabulary;
    const start = at(starts, word);
    const length = Math.min(this.lengthOf(word), this.rows.length - 1);
    for (let depth = Math.min(shared, length) + 1; depth <= length; depth++) {
      const before = depth > 1 ? at(units, start + depth - 2) : -1;
      const nearest = this.computeRow(depth, at(units, start + depth - 1), before);
      best[depth] = Math.min(at(best, depth - 1), at(this.rows[depth], this.typed.length));
      // What matched already stays a match, whatever follows.
      if (nearest > this.max && at(best, depth) > this.max) return -depth;
    }
    return length;
  }

  /** One more unit of the word: optimal string alignment. Returns the least of the row. */
  private computeRow(depth: number, unit: number, before: number): number {
    const row = this.rows[depth] ?? new Uint8Array();
    const above = this.rows[depth - 1];
    row[0] = depth;
    let least = depth;
    for (let i = 1; i < row.length; i++) {
      const same = this.typed[i - 1] === unit ? 0 : 1;
      let cost = Math.min(at(above, i - 1) + same, at(above, i) + 1, at(row, i - 1) + 1);
      if (this.isSwapped(i, unit, before)) cost = Math.min(cost, at(this.rows[depth - 2], i - 2) + 1);
      row[i] = cost;
      if (cost < least) least = cost;
    }
    return least;
  }

  /** Whether the last two typed units are these two the other way round. */
  private isSwapped(typed: number, unit: number, before: number): boolean {
    return typed > 1 && this.typed[typed - 1] === before && this.typed[typed - 2] === unit;
  }

  private lengthOf(word: number): number {
    return (this.vocabulary.starts[word + 1] ?? 0) - (this.vocabulary.starts[word] ?? 0);
  }

  private sharedWith(word: number, other: number): number {
    const { units, starts } = this.vocabulary;
    const [a, b] = [starts[word] ?? 0, starts[other] ?? 0];
    const most = Math.min(this.lengthOf(word), this.lengthOf(other), this.rows.length - 1);
    let shared = 0;
    while (shared < most && units[a + shared] === units[b + shared]) shared += 1;
    return shared;
  }

  /** The first word behind all that begin with `length` units of this one. */
  private after(word: number, length: number): number {
    const { units, starts } = this.vocabulary;
    const prefix = units.subarray(starts[word], (starts[word] ?? 0) + length);
    // Most such groups are small.
    let [step, low] = [1, word];
    const count = starts.length - 1;
    while (low + step < count && comparePrefix(this.vocabulary, low + step, prefix) === 0) {
      low += step;
      step *= 2;
    }
    const to = Math.min(count, low + step);
    return firstWord(
      this.vocabulary,
      (other) => comparePrefix(this.vocabulary, other, prefix) > 0,
      low + 1,
      to,
    );
  }
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** Compares the beginning of a word. */
function comparePrefix({ units, starts }: PackedTexts, word: number, prefix: Uint16Array): number {
  const [start, end] = [starts[word] ?? 0, starts[word + 1] ?? 0];
  for (let i = 0; i < prefix.length; i++) {
    if (start + i >= end) return -1;
    const difference = (units[start + i] ?? 0) - (prefix[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first word for which it holds, as for all behind it. */
function firstWord(
  { starts }: PackedTexts,
  holds: (word: number) => boolean,
  from = 0,
  to = starts.length - 1,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
