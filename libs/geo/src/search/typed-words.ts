import type { PlaceIndexColumns } from './place-columns';
import { PrefixMatches, type WordMatches } from './word-matches';

type NameColumns = Pick<PlaceIndexColumns, 'nameWordStarts' | 'nameWords' | 'wordNameStarts' | 'wordNames'>;

/** Words that were typed, all of which a name must have. */
export class TypedWords {
  private readonly rarest: WordMatches | undefined;
  /** At most so many names have them. */
  readonly names: number;

  constructor(
    private readonly columns: NameColumns,
    private readonly typed: readonly WordMatches[],
  ) {
    const counts = typed.map((matches) => this.namesWith(matches));
    this.names = Math.min(...counts);
    this.rarest = typed[counts.indexOf(this.names)];
  }

  get count(): number {
    return this.typed.length;
  }

  /** Names with a word that matches the rarest; a name may come twice. Stops where `visit` returns false. */
  eachCandidate(visit: (name: number) => boolean): void {
    const { wordNameStarts, wordNames } = this.columns;
    for (const word of this.rarest?.words() ?? []) {
      const end = wordNameStarts[word + 1] ?? 0;
      for (let at = wordNameStarts[word] ?? 0; at < end; at++) if (!visit(wordNames[at] ?? 0)) return;
    }
  }

  /** Typing errors; undefined where one of the words is not in the name. */
  editsOf(name: number): number | undefined {
    let sum = 0;
    for (const matches of this.typed) {
      const edits = this.leastEdits(name, matches);
      if (edits === undefined) return undefined;
      sum += edits;
    }
    return sum;
  }

  /** Whether a name of which all words match has no others. */
  isWhole(name: number): boolean {
    const { nameWordStarts } = this.columns;
    return (nameWordStarts[name + 1] ?? 0) - (nameWordStarts[name] ?? 0) === this.typed.length;
  }

  private leastEdits(name: number, matches: WordMatches): number | undefined {
    const { nameWordStarts, nameWords } = this.columns;
    const end = nameWordStarts[name + 1] ?? 0;
    let least: number | undefined;
    for (let at = nameWordStarts[name] ?? 0; at < end; at++) {
      const edits = matches.editsOf(nameWords[at] ?? 0);
      if (edits !== undefined && (least === undefined || edits < least)) least = edits;
    }
    return least;
  }

  private namesWith(matches: WordMatches): number {
    const { wordNameStarts } = this.columns;
    if (matches instanceof PrefixMatches)
      return (wordNameStarts[matches.to] ?? 0) - (wordNameStarts[matches.from] ?? 0);
    let names = 0;
    for (const word of matches.words())
      names += (wordNameStarts[word + 1] ?? 0) - (wordNameStarts[word] ?? 0);
    return names;
  }
}
