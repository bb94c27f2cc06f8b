import { metresBetween, type Place } from '@yipii/domain';
import { PER_DEGREE } from '../grid/geometry';
import type { StreetNetwork } from '../streets/street-network';
import { biggestComponent } from './biggest-component';
import { junctionDelay, travelSpeed } from './travel-speeds';

/**
 * The graph that routes are found on. Junctions are places where ways meet or end; a stretch is the part of a way
 * between two of them. An arc is a stretch in one direction that is open to traffic; the arcs that leave junction `j`
 * are `arcStarts[j]` up to, but not including, `arcStarts[j + 1]`.
 */
export interface RoadGraph {
  readonly network: StreetNetwork;
  readonly junctionCount: number;
  /** Of each junction: its place on the unit sphere, so that no distance needs an angle. */
  readonly xyz: Float64Array;
  readonly stretches: Stretches;
  readonly arcStarts: Uint32Array;
  readonly arcTargets: Uint32Array;
  readonly arcSeconds: Float32Array;
  /** Stretch × 2, plus 1 against the order of the way's points. */
  readonly arcStretches: Uint32Array;
  /** Metres a second on the fastest way. */
  readonly topSpeed: number;
}

export interface Stretches {
  readonly count: number;
  /** First and last (included) index in the network's `wayNodes`; ascending. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** Junctions. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly ways: Uint32Array;
  readonly metres: Float32Array;
  /** Along and against the way's points; 0: closed in that direction. */
  readonly forwardSeconds: Float32Array;
  readonly backwardSeconds: Float32Array;
  /** 1: part of the largest strongly connected component. */
  readonly connected: Uint8Array;
}

/** About 1 s for a million points. */
export function buildRoadGraph(network: StreetNetwork): RoadGraph {
  const junctions = findJunctions(network);
  const stretches = cutWays(network, junctions.numbers);
  addSeconds(network, stretches, junctions.nodes.length);
  const graph = {
    network,
    junctionCount: junctions.nodes.length,
    xyz: unitVectors(network, junctions.nodes),
    stretches,
    ...joinArcs(stretches, junctions.nodes.length),
    topSpeed: topSpeed(network),
  };
  const component = biggestComponent(graph);
  for (let i = 0; i < stretches.count; i++) {
    const [from, to] = [stretches.from[i] ?? 0, stretches.to[i] ?? 0];
    stretches.connected[i] = component[from] && component[to] ? 1 : 0;
  }
  return graph;
}

export function placeOfNode({ lats, lngs }: StreetNetwork, node: number): Place {
  return { lat: (lats[node] ?? 0) / PER_DEGREE, lng: (lngs[node] ?? 0) / PER_DEGREE };
}

export function unitVector({ lat, lng }: Place): readonly [x: number, y: number, z: number] {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lng * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

interface Junctions {
  /** Of each junction: its node. */
  readonly nodes: Uint32Array;
  /** Of each node: one more than its junction; 0: it is none. */
  readonly numbers: Uint32Array;
}

function findJunctions({ lngs, wayStarts, wayNodes }: StreetNetwork): Junctions {
  const uses = new Uint8Array(lngs.length);
  for (const node of wayNodes) uses[node] = Math.min(2, (uses[node] ?? 0) + 1);
  for (let way = 0; way + 1 < wayStarts.length; way++) {
    uses[wayNodes[wayStarts[way] ?? 0] ?? 0] = 2;
    uses[wayNodes[(wayStarts[way + 1] ?? 0) - 1] ?? 0] = 2;
  }
  const nodes: number[] = [];
  const numbers = new Uint32Array(lngs.length);
  uses.forEach((count, node) => {
    if (count === 2) numbers[node] = nodes.push(node);
  });
  return { nodes: Uint32Array.from(nodes), numbers };
}

function cutWays({ wayStarts, wayNodes }: StreetNetwork, numbers: Uint32Array): Stretches {
  const columns: Record<'first' | 'last' | 'from' | 'to' | 'ways', number[]> = {
    first: [],
    last: [],
    from: [],
    to: [],
    ways: [],
  };
  for (let way = 0; way + 1 < wayStarts.length; way++) {
    let first = wayStarts[way] ?? 0;
    for (let i = first + 1; i < (wayStarts[way + 1] ?? 0); i++) {
      const junction = numbers[wayNodes[i] ?? 0] ?? 0;
      if (junction === 0) continue;
      columns.first.push(first);
      columns.last.push(i);
      columns.from.push((numbers[wayNodes[first] ?? 0] ?? 0) - 1);
      columns.to.push(junction - 1);
      columns.ways.push(way);
      first = i;
    }
  }
  const count = columns.first.length;
  return {
    count,
    first: Uint32Array.from(columns.first),
    last: Uint32Array.from(columns.last),
    from: Uint32Array.from(columns.from),
    to: Uint32Array.from(columns.to),
    ways: Uint32Array.from(columns.ways),
    metres: new Float32Array(count),
    forwardSeconds: new Float32Array(count),
    backwardSeconds: new Float32Array(count),
    connected: new Uint8Array(count),
  };
}

/** At least a moment, even between two points at the same place: 0 means closed. */
const SHORTEST_SECONDS = 0.01;

function addSeconds(network: StreetNetwork, stretches: Stretches, junctionCount: number): void {
  const { roads, biggest } = meetings(network, stretches, junctionCount);
  const delay = (roadClass: number, junction = 0) =>
    junctionDelay(roadClass, biggest[junction] ?? 0, roads[junction] ?? 0);
  for (let i = 0; i < stretches.count; i++) {
    const way = stretches.ways[i] ?? 0;
    const roadClass = network.roadClasses[way] ?? 0;
    const metres = lengthOf(network, stretches.first[i] ?? 0, stretches.last[i] ?? 0);
    const driving = metres / travelSpeed(roadClass, network.speedLimits[way]) + SHORTEST_SECONDS;
    const direction = network.directions[way] ?? 0;
    stretches.metres[i] = metres;
    stretches.forwardSeconds[i] = direction < 0 ? 0 : driving + delay(roadClass, stretches.to[i]);
    stretches.backwardSeconds[i] = direction > 0 ? 0 : driving + delay(roadClass, stretches.from[i]);
  }
}

/** Of each junction: how many stretches meet there, and the class of the biggest road. */
function meetings({ roadClasses }: StreetNetwork, { count, from, to, ways }: Stretches, junctions: number) {
  const roads = new Uint8Array(junctions);
  const biggest = new Uint8Array(junctions).fill(255);
  for (let i = 0; i < count; i++) {
    const roadClass = roadClasses[ways[i] ?? 0] ?? 0;
    for (const junction of [from[i] ?? 0, to[i] ?? 0]) {
      roads[junction] = Math.min(255, (roads[junction] ?? 0) + 1);
      biggest[junction] = Math.min(biggest[junction] ?? 255, roadClass);
    }
  }
  return { roads, biggest };
}

/** Metres from one index in `wayNodes` to another of the same way. */
export function lengthOf(network: StreetNetwork, first: number, last: number): number {
  let metres = 0;
  for (let i = first; i < last; i++) {
    const [a, b] = [network.wayNodes[i] ?? 0, network.wayNodes[i + 1] ?? 0];
    metres += metresBetween(placeOfNode(network, a), placeOfNode(network, b));
  }
  return metres;
}

type Arcs = Pick<RoadGraph, 'arcStarts' | 'arcTargets' | 'arcSeconds' | 'arcStretches'>;

function joinArcs(stretches: Stretches, junctions: number): Arcs {
  const ends = new Uint32Array(junctions + 1);
  eachArc(stretches, ({ from }) => (ends[from] = (ends[from] ?? 0) + 1));
  for (let j = 1; j <= junctions; j++) ends[j] = (ends[j] ?? 0) + (ends[j - 1] ?? 0);
  const total = ends[junctions] ?? 0;
  const arcTargets = new Uint32Array(total);
  const arcSeconds = new Float32Array(total);
  const arcStretches = new Uint32Array(total);
  // Filled from the end, so that each junction's end index turns into its start index.
  eachArc(stretches, ({ from, to, seconds, stretch }) => {
    const arc = (ends[from] ?? 0) - 1;
    ends[from] = arc;
    arcTargets[arc] = to;
    arcSeconds[arc] = seconds;
    arcStretches[arc] = stretch;
  });
  return { arcStarts: ends, arcTargets, arcSeconds, arcStretches };
}

/** `stretch` as in `arcStretches`. */
type Arc = Record<'from' | 'to' | 'seconds' | 'stretch', number>;

function eachArc(stretches: Stretches, visit: (arc: Arc) => void): void {
  for (let i = 0; i < stretches.count; i++) {
    const [from, to] = [stretches.from[i] ?? 0, stretches.to[i] ?? 0];
    const [forward, backward] = [stretches.forwardSeconds[i] ?? 0, stretches.backwardSeconds[i] ?? 0];
    if (forward) visit({ from, to, seconds: forward, stretch: i * 2 });
    if (backward) visit({ from: to, to: from, seconds: backward, stretch: i * 2 + 1 });
  }
}

function unitVectors(network: StreetNetwork, nodes: Uint32Array): Float64Array {
  const xyz = new Float64Array(nodes.length * 3);
  nodes.forEach((node, i) => xyz.set(unitVector(placeOfNode(network, node)), i * 3));
  return xyz;
}

function topSpeed({ roadClasses, speedLimits }: StreetNetwork): number {
  return roadClasses.reduce(
    (top, roadClass, way) => Math.max(top, travelSpeed(roadClass, speedLimits[way] ?? 0)),
    0,
  );
}
