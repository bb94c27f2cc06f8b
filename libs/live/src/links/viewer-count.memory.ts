import { ViewerCount } from './viewer-count.ports';

/** Counts that are told. */
export class MemoryViewerCount extends ViewerCount {
  private readonly counts = new Map<string, number>();

  of(linkUuid: string): Promise<number> {
    return Promise.resolve(this.counts.get(linkUuid) ?? 0);
  }

  put(linkUuid: string, count: number): void {
    this.counts.set(linkUuid, count);
  }
}
