import { setImmediate } from 'node:timers/promises';
import { LastPositions, type LastPosition } from './last-positions.ports';

const CHUNK = 200;

/** For a single process; whoever starts it fills it from the database. */
export class MemoryLastPositions extends LastPositions {
  private readonly accounts = new Map<number, Map<number, LastPosition>>();
  private areWarm = false;

  put(accountId: number, positions: readonly LastPosition[]): Promise<void> {
    const assets = this.accounts.get(accountId) ?? new Map<number, LastPosition>();
    this.accounts.set(accountId, assets);
    for (const position of positions) {
      const last = assets.get(position.assetId);
      if (!last || last.seq < position.seq) assets.set(position.assetId, position);
    }
    return Promise.resolve();
  }

  /** Sees what is put while it is read; others get their turn between the chunks. */
  async *ofAccount(accountId: number): AsyncIterable<readonly LastPosition[]> {
    let chunk: LastPosition[] = [];
    for (const position of this.accounts.get(accountId)?.values() ?? []) {
      chunk.push(position);
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
      await setImmediate();
    }
    if (chunk.length > 0) yield chunk;
  }

  ofAssets(accountId: number, assetIds: readonly number[]): Promise<readonly LastPosition[]> {
    const assets = this.accounts.get(accountId);
    return Promise.resolve(assetIds.flatMap((assetId) => assets?.get(assetId) ?? []));
  }

  isWarm(): Promise<boolean> {
    return Promise.resolve(this.areWarm);
  }

  warmed(): Promise<void> {
    this.areWarm = true;
    return Promise.resolve();
  }
}
