import { writeFileSync } from 'node:fs';
import type { Place } from '@yipii/domain';
import { osmPbf, type OsmNode, type OsmWay } from './osm-pbf-writer';

type Offset = readonly [east: number, north: number];
type Tags = Readonly<Record<string, string>>;

/** In Lithuania, ten kilometres off Vilnius. */
const ORIGIN: Place = { lat: 54.77, lng: 25.42 };
const METRES_PER_DEGREE = 111_195;
const METRES_PER_LNG = METRES_PER_DEGREE * Math.cos((ORIGIN.lat * Math.PI) / 180);

/** The place so many metres east and north of the middle of the town. */
export function townPlace(east: number, north: number, origin = ORIGIN): Place {
  return { lng: origin.lng + east / METRES_PER_LNG, lat: origin.lat + north / METRES_PER_DEGREE };
}

/** An invented town, drawn in metres. */
export class SmallTown {
  private readonly nodes: OsmNode[] = [];
  private readonly ways: OsmWay[] = [];

  constructor(private readonly origin = ORIGIN) {}

  way(offsets: readonly Offset[], tags: Tags): this {
    this.ways.push({ nodes: offsets.map((offset) => this.put(offset)), tags });
    return this;
  }

  node(offset: Offset, tags: Tags): this {
    this.put(offset, tags);
    return this;
  }

  house(offset: Offset, street: string, number: string, more: Tags = {}): this {
    return this.node(offset, { 'addr:street': street, 'addr:housenumber': number, ...more });
  }

  toPbf(): Buffer {
    return Buffer.concat([...osmPbf({ nodes: this.nodes, ways: this.ways })]);
  }

  /** Returns the file's name. */
  writeTo(file: string): string {
    writeFileSync(file, this.toPbf());
    return file;
  }

  private put([east, north]: Offset, tags?: Tags): number {
    const id = this.nodes.length + 1;
    this.nodes.push({ id, ...townPlace(east, north, this.origin), tags });
    return id;
  }
}
