import type { Place } from '@yipii/domain';
import { cosine, PER_DEGREE } from '../grid/geometry';
import type { PlaceIndexColumns } from './place-columns';

export interface Match {
  readonly edits: number;
  /** Whether the whole name was typed. */
  readonly isWhole: boolean;
}

interface Ranked {
  readonly place: number;
  readonly edits: number;
  readonly rank: number;
}

const HALF_TURN = 180 * PER_DEGREE;

/** Keeps the best places of a search: those with fewer typing errors, and of these the nearest or largest. */
export class NearestPlaces {
  private readonly best: Ranked[] = [];
  private readonly taken = new Set<number>();
  private readonly lng: number;
  private readonly lat: number;
  private readonly shrink: number;

  constructor(
    private readonly columns: Pick<PlaceIndexColumns, 'lngs' | 'lats' | 'kinds' | 'populations'>,
    private readonly near: Place | null,
    readonly limit: number,
  ) {
    this.lng = (near?.lng ?? 0) * PER_DEGREE;
    this.lat = (near?.lat ?? 0) * PER_DEGREE;
    this.shrink = cosine(near?.lat ?? 0);
  }

  get size(): number {
    return this.best.length;
  }

  offer(place: number, { edits, isWhole }: Match): void {
    const rank = this.near ? this.squaredDistance(place) : this.rankBySize(place, isWhole);
    const offered = { place, edits, rank };
    if (this.taken.has(place) || !this.makeRoomFor(offered)) return;
    this.taken.add(place);
    const at = this.best.findIndex((other) => isBefore(offered, other));
    this.best.splice(at < 0 ? this.best.length : at, 0, offered);
  }

  private makeRoomFor(offered: Ranked): boolean {
    if (this.best.length < this.limit) return true;
    const last = this.best.at(-1);
    if (!last || !isBefore(offered, last)) return false;
    this.best.pop();
    this.taken.delete(last.place);
    return true;
  }

  inOrder(): readonly Ranked[] {
    return this.best;
  }

  private squaredDistance(place: number): number {
    const difference = Math.abs((this.columns.lngs[place] ?? 0) - this.lng);
    const east = (difference > HALF_TURN ? 2 * HALF_TURN - difference : difference) * this.shrink;
    const north = (this.columns.lats[place] ?? 0) - this.lat;
    return east * east + north * north;
  }

  /** Whole names before beginnings, towns before streets, large before small. */
  private rankBySize(place: number, isWhole: boolean): number {
    const inhabitants = this.columns.populations[place] ?? 0;
    return (isWhole ? 0 : 1e12) + (this.columns.kinds[place] === 0 ? 0 : 1e11) - inhabitants;
  }
}

function isBefore(a: Pick<Ranked, 'edits' | 'rank'>, b: Pick<Ranked, 'edits' | 'rank'>): boolean {
  return a.edits === b.edits ? a.rank < b.rank : a.edits < b.edits;
}
