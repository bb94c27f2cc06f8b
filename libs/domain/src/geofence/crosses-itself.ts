type Position = readonly [lng: number, lat: number];

/** An edge, directed from left to right. */
interface Edge {
  readonly left: Position;
  readonly right: Position;
  readonly ring: number;
  readonly index: number;
  /** Number of edges of its ring. */
  readonly edges: number;
}

/**
 * Returns whether closed rings cross or touch themselves or each other, or contain an edge of zero length.
 * Neighbouring edges share a vertex. The search stops at the first such place, so hostile shapes cost no more than
 * others.
 */
export function crossesItself(rings: readonly (readonly Position[])[]): boolean {
  const edges = rings.flatMap(edgesOf).sort((a, b) => a.left[0] - b.left[0]);
  const open: Edge[] = [];
  for (const edge of edges) {
    let kept = 0;
    for (const other of open) {
      if (other.right[0] < edge.left[0]) continue;
      open[kept++] = other;
      if (clash(edge, other)) return true;
    }
    open.length = kept;
    if (isPoint(edge)) return true;
    open.push(edge);
  }
  return false;
}

function edgesOf(ring: readonly Position[], number: number): Edge[] {
  return ring.slice(1).map((end, index) => {
    const start = ring[index] ?? end;
    const [left, right] = start[0] <= end[0] ? [start, end] : [end, start];
    return { left, right, ring: number, index, edges: ring.length - 1 };
  });
}

function clash(a: Edge, b: Edge): boolean {
  if (!overlapInLatitude(a, b)) return false;
  return areNeighbours(a, b) ? foldBack(a, b) : intersect(a, b);
}

function overlapInLatitude({ left: a, right: b }: Edge, { left: c, right: d }: Edge): boolean {
  return Math.max(a[1], b[1]) >= Math.min(c[1], d[1]) && Math.max(c[1], d[1]) >= Math.min(a[1], b[1]);
}

function areNeighbours(a: Edge, b: Edge): boolean {
  const distance = Math.abs(a.index - b.index);
  return a.ring === b.ring && (distance === 1 || distance === a.edges - 1);
}

/** Returns whether neighbouring edges overlap beyond the vertex that they share. */
function foldBack(a: Edge, b: Edge): boolean {
  const ends = [a.left, a.right, b.left, b.right];
  const shared = ends.find((p, i) => ends.some((q, j) => i < 2 && j >= 2 && isSame(p, q)));
  if (!shared) return true;
  const [p, q] = [isSame(a.left, shared) ? a.right : a.left, isSame(b.left, shared) ? b.right : b.left];
  const along = (p[0] - shared[0]) * (q[0] - shared[0]) + (p[1] - shared[1]) * (q[1] - shared[1]);
  return side(shared, p, q) === 0 && along > 0;
}

function intersect(a: Edge, b: Edge): boolean {
  const [s, t] = [side(a.left, a.right, b.left), side(a.left, a.right, b.right)];
  const [u, v] = [side(b.left, b.right, a.left), side(b.left, b.right, a.right)];
  if (s !== t && u !== v) return true;
  return s === 0 && t === 0 && u === 0 && v === 0;
}

/** Returns the side of a line on which a point lies: 1, -1, or 0 if it is on the line. */
function side(from: Position, to: Position, point: Position): number {
  return Math.sign((to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]));
}

function isPoint({ left, right }: Edge): boolean {
  return isSame(left, right);
}

function isSame(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
