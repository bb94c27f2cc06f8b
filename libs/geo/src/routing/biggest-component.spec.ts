import { biggestComponent } from './biggest-component';

function graphOf(junctionCount: number, arcs: readonly (readonly [number, number])[]) {
  const sorted = [...arcs].sort(([a], [b]) => a - b);
  const arcStarts = Uint32Array.from(
    { length: junctionCount + 1 },
    (_, j) => sorted.filter(([from]) => from < j).length,
  );
  return { junctionCount, arcStarts, arcTargets: Uint32Array.from(sorted, ([, to]) => to) };
}

describe('the biggest set of junctions that reach each other', () => {
  it('is a ring of one-way streets, without the ways into and out of it', () => {
    const arcs = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 1],
      [3, 4],
    ] as const;
    expect([...biggestComponent(graphOf(5, arcs))]).toEqual([0, 1, 1, 1, 0]);
  });

  it('is the bigger of two islands', () => {
    const arcs = [
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 4],
      [4, 2],
    ] as const;
    expect([...biggestComponent(graphOf(5, arcs))]).toEqual([0, 0, 1, 1, 1]);
  });

  it('may be a street longer than the call stack is deep', () => {
    const length = 100_000;
    const arcStarts = Uint32Array.from({ length: length + 1 }, (_, j) => j);
    const arcTargets = Uint32Array.from({ length }, (_, j) => (j + 1) % length);
    expect(biggestComponent({ junctionCount: length, arcStarts, arcTargets }).every((is) => is === 1)).toBe(
      true,
    );
  });

  it('is empty where there are none', () => {
    expect(biggestComponent(graphOf(0, []))).toHaveLength(0);
  });
});
