import type { Address, Place, StreetMap } from '@yipii/domain';
import { isPlace, wrapped } from '../grid/geometry';
import { countryOf } from '../towns/countries';
import type { Land } from '../towns/land';
import type { Towns } from '../towns/towns';
import type { StreetAddress, StreetIndex } from './street-index';

/** km from a town's edge: on land, where towns may be far apart; in coastal water; on the high seas. */
const REACH = { land: 500, coast: 50, highSeas: 20 } as const;
/** km. A region's own map names its towns; beyond it, it knows nothing. */
const REGION_REACH = 5;

export interface MapParts {
  readonly world: Towns;
  readonly land: Land;
  /** A region's own. */
  readonly streets: { readonly index: StreetIndex; readonly towns: Towns } | null;
}

/** Answers from memory. */
export class MemoryStreetMap implements StreetMap {
  constructor(private readonly parts: MapParts) {}

  addressOf(asked: Place): Address | null {
    if (!isPlace(asked)) return null;
    const place = { lat: asked.lat, lng: wrapped(asked.lng) };
    const country = countryOf(place);
    const street = this.parts.streets?.index.addressOf(place) ?? null;
    const found = this.townOf(place, country?.code ?? null, street);
    const code = country?.code ?? found?.country ?? null;
    if (!found && !street?.street && !(country && this.parts.land.has(place))) return null;
    const town = found?.name ?? null;
    const region = town ?? country?.name ?? '';
    return {
      street: street?.street ?? null,
      town,
      postcode: street?.postcode ?? null,
      country: code,
      formatted: street?.street ? `${street.street}, ${region}` : region,
    };
  }

  speedLimitOf({ lat, lng }: Place, heading: number | null): number | null {
    if (!isPlace({ lat, lng })) return null;
    const known = heading !== null && Number.isFinite(heading) ? heading : null;
    return this.parts.streets?.index.speedLimitOf({ lat, lng: wrapped(lng) }, known) ?? null;
  }

  private townOf(
    place: Place,
    country: string | null,
    street: StreetAddress | null,
  ): { name: string; country: string | null } | null {
    if (street?.town) return { name: street.town, country };
    const own = this.parts.streets?.towns;
    const ownTown = own?.townOf(place, country, REGION_REACH) ?? null;
    if (own && ownTown !== null) return { name: own.name(ownTown), country: own.country(ownTown) };
    const { world } = this.parts;
    const town = this.worldTown(place, country);
    return town === null ? null : { name: world.name(town), country: world.country(town) };
  }

  private worldTown(place: Place, country: string | null): number | null {
    const { world, land } = this.parts;
    const near = world.townOf(place, country, country === null ? REACH.highSeas : REACH.coast);
    if (near !== null || country === null || !land.has(place)) return near;
    return world.townOf(place, country, REACH.land);
  }
}
