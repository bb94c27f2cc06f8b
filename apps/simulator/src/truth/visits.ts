import type { Fence, Place } from '@yipii/domain';

/** A stay within a fence. Times are epoch ms. */
export interface Visit {
  readonly fenceId: number;
  /** Null: it was there from the beginning. */
  readonly enteredAt: number | null;
  /** Null: it is there. */
  readonly exitedAt: number | null;
  /** How far within the edge it came, metres; less than the noise of a receiver is hardly a visit. */
  readonly depthM: number;
  /** How far away it was since the visit before, metres; less than the noise, and both are hardly two. */
  readonly awayM: number;
}

interface Stay {
  enteredAt: number | null;
  depthM: number;
  awayM: number;
}

/** Records when a vehicle crosses the edges of fences. */
export class VisitKeeper {
  readonly visits: Visit[] = [];
  private readonly stays = new Map<number, Stay>();
  private readonly away = new Map<number, number>();
  private isFirst = true;

  constructor(private readonly fences: readonly Fence[]) {}

  observe(at: number, place: Place): void {
    for (const fence of this.fences) this.look(fence, fence.distance(place), at);
    this.isFirst = false;
  }

  /** Returns the visits up to now, those that are under way included. */
  all(): Visit[] {
    const open = [...this.stays].map(([fenceId, stay]) => ({ fenceId, ...stay, exitedAt: null }));
    return [...this.visits, ...open];
  }

  private look({ id }: Fence, metres: number, at: number): void {
    const stay = this.stays.get(id);
    if (metres > 0) {
      if (stay) this.visits.push({ fenceId: id, ...stay, exitedAt: at });
      this.stays.delete(id);
      this.away.set(id, Math.max(metres, stay ? 0 : (this.away.get(id) ?? 0)));
    } else if (stay) stay.depthM = Math.max(stay.depthM, -metres);
    else {
      const enteredAt = this.isFirst ? null : at;
      this.stays.set(id, { enteredAt, depthM: -metres, awayM: this.away.get(id) ?? Infinity });
    }
  }
}
