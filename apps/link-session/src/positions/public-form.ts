import { displayNameOf, minutesUntil, type LocationUpdate, type TrackingLink } from '@yipii/domain';
import type { PublicAddress, PublicPosition } from '@yipii/protocol';
import type { LinkProgress } from '../links/link-progress.ports';

/** Positions of links are ordered from here on. */
const EPOCH = Date.UTC(2020, 0, 1);
/** More milliseconds than until 2054. */
const ONE_VEHICLE = 2 ** 40;

/**
 * What viewers get of a position: made here, field by field, and nowhere else. No other object can be assigned to it,
 * however alike, so that nothing else about the vehicle can be published.
 */
export class PublicForm {
  // Private, so that no other object has this type.
  readonly #position: PublicPosition;

  private constructor(
    position: PublicPosition,
    /** Orders the positions of a link; viewers never get it. */
    readonly seq: number,
    /** When the vehicle arrives, as it is shown, epoch ms; null: not known, or no longer. */
    readonly arrivesAt: number | null,
  ) {
    this.#position = position;
  }

  /** @param now epoch ms */
  static of(
    link: TrackingLink,
    location: LocationUpdate,
    { progress, now }: { readonly progress: LinkProgress | null; readonly now: number },
  ): PublicForm {
    const { timestamp, lat, lng, speed, heading, status, address } = location;
    const arrivesAt = progress && now <= progress.staleAt ? progress.arrivesAt : null;
    const position: PublicPosition = {
      ...{ timestamp, lat, lng, heading },
      speed: speed === null ? null : Math.round(speed),
      moving: status === 'moving',
      address: address && publicAddress(address),
      display_name: displayNameOf(link),
      ...(link.arrival && arrivalOf(progress?.distanceKm ?? null, arrivesAt, now)),
    };
    return new PublicForm(position, seqOf(link, timestamp), arrivesAt);
  }

  get position(): PublicPosition {
    return this.#position;
  }
}

/** Returns the place of a position among those of its link: newer vehicles first, then the time of the fix. */
export function seqOf(link: TrackingLink, timestamp: string): number {
  const sinceEpoch = Math.min(Math.max(0, Date.parse(timestamp) - EPOCH), ONE_VEHICLE - 1);
  return startOf(link) + sinceEpoch;
}

/** Returns from where on positions of a link are those of the vehicle that it follows now. */
export function firstSeqOf(link: TrackingLink): number {
  return link.assetId === null ? Number.MAX_SAFE_INTEGER : startOf(link);
}

function startOf({ generation, vehicleChanges }: TrackingLink): number {
  return (generation + vehicleChanges) * ONE_VEHICLE;
}

function arrivalOf(
  distanceKm: number | null,
  arrivesAt: number | null,
  now: number,
): Pick<PublicPosition, 'distance_km' | 'eta_minutes'> {
  return {
    distance_km: distanceKm === null ? null : Math.round(distanceKm * 10) / 10,
    eta_minutes: arrivesAt === null ? null : minutesUntil(arrivesAt, now),
  };
}

/** A house number, before or behind the name of its street. */
const HOUSE_NUMBER = /^\d+\s?[a-zA-Z]?\s+(?=\D)|[\s,]+\d+\s?[a-zA-Z]?([-–/]\d+\s?[a-zA-Z]?)?$/g;

function publicAddress({ street, town }: NonNullable<LocationUpdate['address']>): PublicAddress {
  return { street: street && (street.replaceAll(HOUSE_NUMBER, '').trim() || null), town };
}
