import { PER_DEGREE } from '../grid/geometry';
import { packTexts, type PackedTexts } from '../texts/packed-texts';
import { Texts } from '../texts/texts';
import { IntColumn } from './int-column';
import { Nodes } from './nodes';
import { ROAD_CLASSES, type Direction, type Street } from './street';

/**
 * Named ways as flat arrays, so that a country fits into memory and is stored as it is. Nodes are distinct
 * places; way `w` uses the nodes `wayNodes[wayStarts[w]]` up to, but not including,
 * `wayNodes[wayStarts[w + 1]]`.
 */
export interface NamedWays {
  /** Per node, degrees × {@link PER_DEGREE}. */
  readonly lngs: Int32Array;
  readonly lats: Int32Array;
  /** Per way, plus one. */
  readonly wayStarts: Uint32Array;
  readonly wayNodes: Uint32Array;
  /** Per way: index in `names`. */
  readonly nameOf: Uint32Array;
  /** Distinct; the first is empty, for unnamed ways. */
  readonly names: PackedTexts;
}

/** The drivable streets of a region. */
export interface StreetNetwork extends NamedWays {
  /** Per way: index in {@link ROAD_CLASSES}. */
  readonly roadClasses: Uint8Array;
  /** Per way: 0 both directions, 1 along its nodes only, -1 against them only. */
  readonly directions: Int8Array;
  /** Per way: km/h, 0 where none is mapped. */
  readonly speedLimits: Uint8Array;
}

const DIRECTIONS: Readonly<Record<Direction, number>> = { both: 0, forward: 1, backward: -1 };

/** Builds a network of streets that are joined where they share a point. */
export function buildNetwork(streets: Iterable<Street>): StreetNetwork {
  const builder = new NetworkBuilder();
  for (const street of streets) builder.add(street);
  return builder.finish();
}

/** Builds ways that are joined where they share a point. */
export class WaysBuilder {
  private readonly nodes = new Nodes();
  private readonly names = new Texts();
  private readonly wayStarts = new IntColumn();
  private readonly wayNodes = new IntColumn();
  private readonly nameOf = new IntColumn();

  add({ points, name }: Pick<Street, 'points' | 'name'>): void {
    this.wayStarts.push(this.wayNodes.length);
    for (const [lng, lat] of points)
      this.wayNodes.push(this.nodes.at(Math.round(lng * PER_DEGREE), Math.round(lat * PER_DEGREE)));
    this.nameOf.push(this.names.at(name ?? ''));
  }

  finish(): NamedWays {
    this.wayStarts.push(this.wayNodes.length);
    return {
      lngs: this.nodes.lngs.toInt32(),
      lats: this.nodes.lats.toInt32(),
      wayStarts: this.wayStarts.toUint32(),
      wayNodes: this.wayNodes.toUint32(),
      nameOf: this.nameOf.toUint32(),
      names: packTexts(this.names.all()),
    };
  }
}

/** A network, street by street. */
export class NetworkBuilder {
  private readonly ways = new WaysBuilder();
  private readonly roadClasses: number[] = [];
  private readonly directions: number[] = [];
  private readonly speedLimits: number[] = [];

  add(street: Street): void {
    this.ways.add(street);
    this.roadClasses.push(ROAD_CLASSES.indexOf(street.roadClass));
    this.directions.push(DIRECTIONS[street.direction]);
    this.speedLimits.push(Math.min(255, Math.round(street.speedLimit ?? 0)));
  }

  finish(): StreetNetwork {
    return {
      ...this.ways.finish(),
      roadClasses: Uint8Array.from(this.roadClasses),
      directions: Int8Array.from(this.directions),
      speedLimits: Uint8Array.from(this.speedLimits),
    };
  }
}
