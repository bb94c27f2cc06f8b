import { METRES_PER_DEGREE, type Box, type Fence, type Place } from '@yipii/domain';

const RADIANS = Math.PI / 180;
/** Distances here are taken on a flat map, and those to fences each in its own way: they differ by less than this share. */
const SURE = 0.98;
/** Metres: the box of a fence that is farther away tells enough. */
const CLOSE = 50;
/** Metres to the border of the area within which it is left behind. */
const MARGIN = 100;
const NONE: readonly Fence[] = [];

/** The fences of an area, seen from one place in it: within some metres of that, none of their edges can be. */
export class Vicinity {
  /** West, south, east and north of each fence in turn: side by side, they are read fast. */
  private readonly boxes: readonly number[];
  /** To the edge of each fence, or fewer; negative inside. */
  private readonly metres: number[];
  private lat = 0;
  private lng = 0;
  /** Metres of a degree of longitude. */
  private scale = 0;
  /** To the nearest edge, or to the border of the area; -1: nothing was looked at. */
  private clearMetres = -1;
  private inside = NONE;

  /** @param fences of one box each */
  constructor(
    readonly area: Box,
    private readonly fences: readonly Fence[],
  ) {
    this.boxes = fences.flatMap(({ boxes }) =>
      boxes.flatMap(({ west, south, east, north }) => [west, south, east, north]),
    );
    this.metres = fences.map(() => 0);
  }

  /** Returns the fences that contain two places; null: there may be an edge between them. */
  containing(from: Place, to: Place): readonly Fence[] | null {
    return this.metresTo(to) <= this.clearMetres && this.metresTo(from) <= this.clearMetres
      ? this.inside
      : null;
  }

  /** Whether an asset at this place can move on without leaving the area at once. */
  reachesBeyond({ lat, lng }: Place): boolean {
    return this.metresToBorder(lat, lng) > MARGIN;
  }

  /** Looks at the fences from another place in the area. */
  look({ lat, lng }: Place): void {
    this.lat = lat;
    this.lng = lng;
    this.scale = scaleAt(lat);
    this.inside = NONE;
    let least = this.metresToBorder(lat, lng);
    for (let at = 0; at < this.fences.length; at += 1) {
      const metres = this.metresToFence(at);
      this.metres[at] = metres;
      least = Math.min(least, Math.abs(metres));
    }
    this.clearMetres = least * SURE;
    if (this.metres.some((metres) => metres <= 0))
      this.inside = this.fences.filter((_, at) => (this.metres[at] ?? 0) <= 0);
  }

  /** Returns the fences between another place and the one that was looked from; null: others may be there, too. */
  since(from: Place): readonly Fence[] | null {
    const length = this.metresTo(from);
    if (length <= this.clearMetres) return this.inside;
    if (length > this.metresToBorder(this.lat, this.lng) * SURE) return null;
    return this.fences.filter((_, at) => (this.metres[at] ?? 0) * SURE <= length);
  }

  private metresTo({ lat, lng }: Place): number {
    const x = (lng - this.lng) * this.scale;
    const y = (lat - this.lat) * METRES_PER_DEGREE;
    return Math.sqrt(x * x + y * y);
  }

  /** Negative outside. */
  private metresToBorder(lat: number, lng: number): number {
    const { west, south, east, north } = this.area;
    const x = Math.min(lng - west, east - lng) * scaleAt(lat);
    return Math.min(x, Math.min(lat - south, north - lat) * METRES_PER_DEGREE);
  }

  private metresToFence(at: number): number {
    const { boxes, lat, lng } = this;
    const first = at * 4;
    const east = Math.max((boxes[first] ?? 0) - lng, lng - (boxes[first + 2] ?? 0), 0) * this.scale;
    const north =
      Math.max((boxes[first + 1] ?? 0) - lat, lat - (boxes[first + 3] ?? 0), 0) * METRES_PER_DEGREE;
    const metres = Math.sqrt(east * east + north * north);
    return metres > CLOSE ? metres : (this.fences[at]?.distance({ lat, lng }) ?? 0);
  }
}

function scaleAt(lat: number): number {
  return METRES_PER_DEGREE * Math.cos(lat * RADIANS);
}
