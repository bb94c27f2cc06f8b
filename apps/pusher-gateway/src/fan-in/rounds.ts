/** Most items that one call handles, unless one caller has more. */
const MAX_ITEMS = 500;

interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Handles in one call what comes in one turn of the event loop: a fetch brings the batches of several partitions, and
 * each call would cost its own way to Redis and its own wake-up of every node. If a call fails, all its callers do.
 */
export class Rounds<Item> {
  private waiting: Waiting<Item>[] = [];

  constructor(private readonly handle: (items: readonly Item[]) => Promise<void>) {}

  run(items: readonly Item[]): Promise<void> {
    return new Promise((done, failed) => {
      if (this.waiting.length === 0) setImmediate(() => this.begin());
      this.waiting.push({ items, done, failed });
    });
  }

  private begin(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const round of splitBySize(waiting)) void this.handleRound(round);
  }

  private async handleRound(round: readonly Waiting<Item>[]): Promise<void> {
    try {
      await this.handle(round.flatMap(({ items }) => items));
      for (const { done } of round) done();
    } catch (error) {
      for (const { failed } of round) failed(error);
    }
  }
}

function splitBySize<Item>(waiting: readonly Waiting<Item>[]): Waiting<Item>[][] {
  const rounds: Waiting<Item>[][] = [];
  let count = Infinity;
  for (const next of waiting) {
    count += next.items.length;
    if (count <= MAX_ITEMS) rounds.at(-1)?.push(next);
    else {
      rounds.push([next]);
      count = next.items.length;
    }
  }
  return rounds;
}
