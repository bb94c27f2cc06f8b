import type { Street } from '@yipii/geo';
import { osmPbf, type OsmNode } from './osm-pbf-writer';

const ONEWAY = { both: 'no', forward: 'yes', backward: '-1' } as const;

/** Streets as a map extract in OpenStreetMap's format; those that share a point share its node. */
export function streetsPbf(streets: readonly Street[]): Buffer {
  const nodes = new Map<string, OsmNode>();
  const idOf = ([lng, lat]: Street['points'][number]): number => {
    const key = `${lng},${lat}`;
    const node = nodes.get(key) ?? { id: nodes.size + 1, lng, lat };
    nodes.set(key, node);
    return node.id;
  };
  const ways = streets.map((street) => ({ nodes: street.points.map(idOf), tags: tagsOf(street) }));
  return Buffer.concat([...osmPbf({ nodes: nodes.values(), ways })]);
}

function tagsOf({ roadClass, name, direction, speedLimit }: Street): Record<string, string> {
  return {
    highway: roadClass,
    oneway: ONEWAY[direction],
    ...(name !== null && { name }),
    ...(speedLimit !== null && { maxspeed: String(speedLimit) }),
  };
}
