/** Nodes and the arcs between them, as in RoadGraph. */
interface Graph {
  readonly junctionCount: number;
  readonly arcStarts: Uint32Array;
  readonly arcTargets: Uint32Array;
}

/**
 * Marks with 1 each junction of the largest strongly connected component. Tarjan's algorithm with explicit stacks:
 * a country is deeper than the call stack.
 */
export function biggestComponent(graph: Graph): Uint8Array {
  const components = numberComponents(graph);
  const sizes = new Uint32Array(graph.junctionCount + 1);
  for (const component of components) sizes[component] = (sizes[component] ?? 0) + 1;
  const biggest = sizes.reduce((best, size, i) => (size > (sizes[best] ?? 0) ? i : best), 0);
  return Uint8Array.from(components, (component) => (component === biggest ? 1 : 0));
}

function numberComponents({ junctionCount, arcStarts, arcTargets }: Graph): Uint32Array {
  const components = new Uint32Array(junctionCount);
  /** Order of discovery; 0: not found yet. */
  const found = new Uint32Array(junctionCount);
  /** The earliest junction known to be reachable (low-link). */
  const lowest = new Uint32Array(junctionCount);
  const nextArc = arcStarts.slice(0, junctionCount);
  const path: number[] = [];
  const open: number[] = [];
  let count = 0;
  let closed = 0;

  const enter = (junction: number) => {
    found[junction] = lowest[junction] = ++count;
    path.push(junction);
    open.push(junction);
  };
  const lower = (junction: number, to: number) => {
    lowest[junction] = Math.min(lowest[junction] ?? 0, to);
  };
  const close = (root: number) => {
    closed++;
    for (let junction = -1; junction !== root;) {
      junction = open.pop() ?? root;
      components[junction] = closed;
    }
  };
  const leave = (junction: number) => {
    path.pop();
    const before = path.at(-1);
    if (before !== undefined) lower(before, lowest[junction] ?? 0);
    if (lowest[junction] === found[junction]) close(junction);
  };
  const follow = (junction: number, target: number) => {
    if (found[target] === 0) enter(target);
    else if (components[target] === 0) lower(junction, found[target] ?? 0);
  };

  for (let start = 0; start < junctionCount; start++) {
    if (found[start] === 0) enter(start);
    for (let junction = path.at(-1); junction !== undefined; junction = path.at(-1)) {
      const arc = nextArc[junction] ?? 0;
      nextArc[junction] = arc + 1;
      if (arc < (arcStarts[junction + 1] ?? 0)) follow(junction, arcTargets[arc] ?? 0);
      else leave(junction);
    }
  }
  return components;
}
