import { gothenburgStreets } from '../streets/gothenburg';
import { buildNetwork } from '../streets/street-network';
import { FastestPaths } from './fastest-paths';
import { buildRoadGraph, type RoadGraph } from './road-graph';

describe('a fastest path', () => {
  const graph = buildRoadGraph(buildNetwork(gothenburgStreets()));
  const paths = new FastestPaths(graph);

  it('takes as long as the fastest of all ways, looked at without any guidance', () => {
    const starts = [17, 4_000, 9_999];
    for (const start of starts) {
      const seconds = secondsToAll(graph, start);
      for (let end = 3; end < graph.junctionCount; end += 611) {
        const path = paths.find(
          [{ junction: start, seconds: 5 }],
          [{ junction: end, seconds: 7 }],
          placeOf(end),
        );
        const expected = seconds[end] ?? Infinity;
        if (expected === Infinity) expect(path).toBeNull();
        else expect(path?.seconds).toBeCloseTo(expected + 12, 3);
      }
    }
  });

  it('goes through the gates that make it fastest', () => {
    const [near, far] = [
      { junction: 17, seconds: 0 },
      { junction: 17, seconds: 100 },
    ];
    const end = { junction: 4_000, seconds: 0 };
    const path = paths.find([far, near], [{ ...end, seconds: 50 }, end], placeOf(4_000));
    expect(path).toMatchObject({ start: 1, end: 1 });
  });

  it('is its arcs, one after the other', () => {
    const path = paths.find(
      [{ junction: 17, seconds: 0 }],
      [{ junction: 4_000, seconds: 0 }],
      placeOf(4_000),
    );
    const driven = path?.arcs.reduce((sum, arc) => sum + (graph.arcSeconds[arc] ?? 0), 0);
    expect(driven).toBeCloseTo(path?.seconds ?? 0, 3);
    expect(graph.arcTargets[path?.arcs.at(-1) ?? 0]).toBe(4_000);
  });

  function placeOf(junction: number) {
    const [x = 0, y = 0, z = 0] = graph.xyz.subarray(junction * 3);
    return { lat: (Math.asin(z) * 180) / Math.PI, lng: (Math.atan2(y, x) * 180) / Math.PI };
  }
});

/** By looking at all arcs until nothing gets faster. */
function secondsToAll(
  { junctionCount, arcStarts, arcTargets, arcSeconds }: RoadGraph,
  start: number,
): Float64Array {
  const seconds = new Float64Array(junctionCount).fill(Infinity);
  seconds[start] = 0;
  const waiting = [start];
  for (const junction of waiting) {
    for (let arc = arcStarts[junction] ?? 0; arc < (arcStarts[junction + 1] ?? 0); arc++) {
      const target = arcTargets[arc] ?? 0;
      const total = (seconds[junction] ?? 0) + (arcSeconds[arc] ?? 0);
      if (total >= (seconds[target] ?? 0)) continue;
      seconds[target] = total;
      waiting.push(target);
    }
  }
  return seconds;
}
