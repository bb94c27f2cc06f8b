import type { Clock } from '@yipii/platform';
import { LINK_POSITION_KEPT_MS, LinkPositions, type LinkPosition } from './link-positions.ports';

interface Kept {
  readonly position: LinkPosition;
  readonly since: number;
}

/** For a single process. */
export class MemoryLinkPositions extends LinkPositions {
  /** Who was written last is last. */
  private readonly links = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {
    super();
  }

  put(linkUuid: string, position: LinkPosition): Promise<void> {
    this.forgetOld();
    const last = this.links.get(linkUuid);
    if (!last || last.position.seq < position.seq) {
      this.links.delete(linkUuid);
      this.links.set(linkUuid, { position, since: this.clock.now() });
    }
    return Promise.resolve();
  }

  forget(linkUuid: string, seq: number): Promise<void> {
    const last = this.links.get(linkUuid);
    if (last && last.position.seq < seq) this.links.delete(linkUuid);
    return Promise.resolve();
  }

  last(linkUuid: string): Promise<LinkPosition | null> {
    this.forgetOld();
    return Promise.resolve(this.links.get(linkUuid)?.position ?? null);
  }

  private forgetOld(): void {
    const limit = this.clock.now() - LINK_POSITION_KEPT_MS;
    for (const [linkUuid, { since }] of this.links) {
      if (since > limit) return;
      this.links.delete(linkUuid);
    }
  }
}
