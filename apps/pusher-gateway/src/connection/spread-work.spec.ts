import { SpreadWork } from './spread-work';

/** Each piece of work takes a millisecond. */
function aNode() {
  let now = 0;
  const turns: (() => void)[] = [];
  const done: number[] = [];
  const failures: unknown[] = [];
  const sut = new SpreadWork(
    (error) => void failures.push(error),
    () => now,
    (run) => void turns.push(run),
  );
  return {
    done,
    work: (i: number): void => {
      sut.add(() => {
        now += 1;
        done.push(i);
        if (i < 0) throw new Error('broken');
      });
    },
    failures,
    turn: (): void => turns.shift()?.(),
    turns,
  };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('work that is spread over turns of the event loop', () => {
  it('is done at once while there is little of it', () => {
    const node = aNode();
    for (const round of [1, 2]) {
      for (const i of upTo(3)) node.work(i);
      expect(node.done).toHaveLength(3 * round);
      node.turn();
    }
  });

  it('takes no more than 5 ms of each turn, in order', () => {
    const node = aNode();
    for (const i of upTo(12)) node.work(i);
    expect(node.done).toEqual(upTo(5));
    node.turn();
    expect(node.done).toEqual(upTo(10));
    node.work(12);
    expect(node.done).toEqual(upTo(10));
    node.turn();
    expect(node.done).toEqual(upTo(13));
    node.turn();
    expect(node.turns).toEqual([]);
  });

  it('goes on after a piece that failed', () => {
    const node = aNode();
    for (const i of [...upTo(5), -1, 6, 7]) node.work(i);
    node.turn();
    expect(node.done).toEqual([...upTo(5), -1, 6, 7]);
    expect(node.failures).toEqual([new Error('broken')]);
  });
});
