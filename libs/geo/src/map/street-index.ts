import type { Place } from '@yipii/domain';
import { turnBetween } from '../grid/geometry';
import { Segments } from '../grid/segments';
import { ROAD_CLASSES, type RoadClass } from '../streets/street';
import { Houses } from './houses';
import type { NamedWays } from '../streets/street-network';
import { textAt } from '../texts/packed-texts';
import type { StreetData } from './street-data';

/** Metres from a street's centre line beyond which it is not named. */
const STREET_REACH = 80;
/** Metres. Most vehicles are this near to their street, and a narrow search costs a third. */
const NEARBY = 25;
/** Metres that a footway must be nearer than a road to be chosen. */
const WALK_HANDICAP = 10;
/** Metres. */
const NUMBER_REACH = 50;
const POSTCODE_REACH = 300;

/** Metres. A vehicle farther from every road is off-road. */
const ROAD_REACH = 30;
/** Degrees. A vehicle whose heading differs more is crossing the road. */
const MAX_TURN = 45;
/** Metres of distance that weigh as much as one degree of heading difference. */
const METRES_PER_TURN = 1 / 3;
/** Assumed metres from a road's centre line to its edge. */
const HALF_WIDTHS: Readonly<Partial<Record<RoadClass, number>>> = {
  ...{ motorway: 8, trunk: 7, primary: 5, secondary: 5, tertiary: 4, unclassified: 3, residential: 3 },
  ...{ motorway_link: 4, trunk_link: 4, primary_link: 4, secondary_link: 4, tertiary_link: 4 },
};
const HALF_WIDTH_OF_CLASS = ROAD_CLASSES.map((roadClass) => HALF_WIDTHS[roadClass] ?? 2);

/** The address parts that a street map knows of a place. */
export interface StreetAddress {
  /** With the house number, where one is mapped. */
  readonly street: string | null;
  readonly town: string | null;
  readonly postcode: string | null;
}

interface NearestStreet {
  /** Null if there is none within reach. */
  readonly name: string | null;
  readonly metres: number;
}

/** Streets and houses by place. */
export class StreetIndex {
  private readonly roads: Segments;
  private readonly walks: Segments;
  private readonly houses: Houses;

  constructor(private readonly data: StreetData) {
    this.roads = new Segments(data.network, data.networkCells);
    this.walks = new Segments(data.walks, data.walkCells);
    this.houses = new Houses(data.houses, data.houseCells);
  }

  addressOf(place: Place): StreetAddress {
    const { name, metres } = this.nearestStreet(place);
    const { houses } = this;
    const near = houses.nearest(place, NUMBER_REACH, name);
    // At a house, its own street counts, whatever street passes nearer.
    const isAtHouse = near.any >= 0 && near.anyMetres < metres;
    const house = isAtHouse ? near.any : near.ofStreet;
    const street = isAtHouse ? houses.street(house) : name;
    const number = houses.number(house);
    return {
      street: street !== null && number !== null ? `${street} ${number}` : street,
      town: houses.town(house >= 0 ? house : near.any),
      postcode: houses.postcode(house) ?? this.postcodeOf(place, near.withPostcode),
    };
  }

  /** Speed limit in km/h of the road that is driven; null off-road or where none is mapped. */
  speedLimitOf(place: Place, heading: number | null): number | null {
    const { roads } = this;
    let [best, bestScore] = [-1, Infinity];
    roads.near(place, ROAD_REACH, (segment, metres) => {
      const way = roads.wayOf(segment);
      const turn = heading === null ? 0 : this.turnFrom(heading, way, segment);
      if (turn > MAX_TURN) return;
      const halfWidth = HALF_WIDTH_OF_CLASS[this.data.network.roadClasses[way] ?? 0] ?? 0;
      // On the carriageway, distance does not matter; of two such roads the nearer centre line wins.
      const score = Math.max(0, metres - halfWidth) + metres / 1000 + turn * METRES_PER_TURN;
      if (score >= bestScore) return;
      best = way;
      bestScore = score;
    });
    return this.data.network.speedLimits[best] || null;
  }

  private turnFrom(heading: number, way: number, segment: number): number {
    const along = turnBetween(heading, this.roads.headingOf(segment));
    const direction = this.data.network.directions[way] ?? 0;
    if (direction === 0) return Math.min(along, 180 - along);
    return direction > 0 ? along : 180 - along;
  }

  private nearestStreet(place: Place): NearestStreet {
    const near = nearestNamed(this.roads, this.data.network, place, NEARBY);
    const road = near.name === null ? nearestNamed(this.roads, this.data.network, place, STREET_REACH) : near;
    const reach = Math.min(STREET_REACH, road.metres - WALK_HANDICAP);
    const walk = reach > 0 ? nearestNamed(this.walks, this.data.walks, place, reach) : road;
    return walk.name === null ? road : walk;
  }

  private postcodeOf(place: Place, near: number): string | null {
    const house = near >= 0 ? near : this.houses.nearest(place, POSTCODE_REACH, null).withPostcode;
    return this.houses.postcode(house);
  }
}

function nearestNamed(
  segments: Segments,
  { nameOf, names }: NamedWays,
  place: Place,
  radius: number,
): NearestStreet {
  let name = 0;
  let nearest = Infinity;
  segments.near(place, radius, (segment, metres) => {
    if (metres >= nearest) return;
    const found = nameOf[segments.wayOf(segment)] ?? 0;
    if (found === 0) return;
    name = found;
    nearest = metres;
  });
  return { name: name === 0 ? null : textAt(names, name), metres: nearest };
}
