import type { Address, Place, StreetMap } from '@yipii/domain';
import { isPlace, wrapped } from '../grid/geometry';
import { countryOf } from '../towns/countries';
import type { Land } from '../towns/land';
import type { Towns } from '../towns/towns';
import type { StreetAddress, StreetIndex } from './street-index';

/** Search radius in km from a town's edge: on land, in coastal water, on the high seas. */
const REACH = { land: 500, coast: 50, highSeas: 20 } as const;
/** km. Within this distance a region's own towns take precedence; beyond, its map knows nothing. */
const REGION_REACH = 5;

export interface MapParts {
  readonly world: Towns;
  readonly land: Land;
  /** Towns of the region's own map. */
  readonly streets: { readonly index: StreetIndex; readonly towns: Towns } | null;
}

const NO_STREET: StreetAddress = { street: null, town: null, postcode: null };

/** The street map in memory. */
export class MemoryStreetMap implements StreetMap {
  constructor(private readonly parts: MapParts) {}

  addressOf(asked: Place): Address | null {
    if (!isPlace(asked)) return null;
    const place = { lat: asked.lat, lng: wrapped(asked.lng) };
    const country = countryOf(place);
    const found = this.parts.streets?.index.addressOf(place) ?? NO_STREET;
    const { street, postcode } = found;
    const town = this.townOf(place, country?.code ?? null, found.town);
    if (town) return addressIn(town.name, { street, postcode, town: town.name, country: town.country });
    if (!country || (street === null && !this.parts.land.has(place))) return null;
    return addressIn(country.name, { street, postcode, town: null, country: country.code });
  }

  speedLimitOf({ lat, lng }: Place, heading: number | null): number | null {
    if (!isPlace({ lat, lng })) return null;
    const known = heading !== null && Number.isFinite(heading) ? heading : null;
    return this.parts.streets?.index.speedLimitOf({ lat, lng: wrapped(lng) }, known) ?? null;
  }

  /** @param mapped address of the house there */
  private townOf(place: Place, country: string | null, mapped: string | null): Town | null {
    if (mapped !== null) return { name: mapped, country };
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

interface Town {
  readonly name: string;
  readonly country: string | null;
}

/** Written out: spreading costs a microsecond. */
function addressIn(region: string, { street, town, postcode, country }: Omit<Address, 'formatted'>): Address {
  return { street, town, postcode, country, formatted: street === null ? region : `${street}, ${region}` };
}
