import type { Schedule } from '../schedule/schedule';
import type { LinkEnd } from './link';
import type { TripProgress } from './trip-progress';
import type { RouteStopPlace } from './visibility';

/** What a viewer must show: nothing, an address, an address and a code mailed to it, or an address that is listed. */
export const ACCESS_MODES = ['public', 'email', 'email_code', 'authorized_only'] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];

export const LINK_LOCALES = ['en', 'sv', 'de', 'es'] as const;
export type LinkLocale = (typeof LINK_LOCALES)[number];

/** The arrival that ends a link: the vehicle stays for `dwellSeconds` within `radiusM` of the place. */
export interface LinkArrival {
  /** Degrees WGS 84. */
  readonly lat: number;
  readonly lng: number;
  readonly label: string | null;
  readonly radiusM: number;
  readonly dwellSeconds: number;
  /** How long viewers still see the vehicle after it has arrived. */
  readonly graceMinutes: number;
}

/** Until all that is given holds, viewers see nothing. */
export interface LinkVisibility {
  readonly etaMinutesBelow: number | null;
  /** Stops of the route that may still lie before the link's own. */
  readonly stopsBefore: number | null;
}

/** A time that was promised to the viewers. Epoch ms. */
export interface PromisedWindow {
  readonly from: number;
  readonly to: number;
}

/** A public tracking link with all that has become of it so far. Times are epoch ms. */
export interface TrackingLink {
  readonly uuid: string;
  readonly accountId: number;
  /** The vehicle that it follows now; null: none. */
  readonly assetId: number | null;
  readonly routeId: number | null;
  readonly stopId: number | null;
  /** What viewers read; null: a neutral word. */
  readonly displayName: string | null;
  readonly access: LinkAccessRule;
  readonly startsAt: number | null;
  readonly expiresAt: number | null;
  /** Of a stop where nothing else is said. */
  readonly arrival: LinkArrival | null;
  readonly showDestination: boolean;
  readonly visibleWhen: LinkVisibility | null;
  readonly schedule: Schedule | null;
  readonly window: PromisedWindow | null;
  readonly sessionTtlSeconds: number;
  /** Whether use prolongs a session. */
  readonly sessionSliding: boolean;
  /** Sockets at a time; null: any number. */
  readonly maxViewers: number | null;
  readonly locale: LinkLocale;
  /** What its viewers see of whoever shares it; null: nothing. */
  readonly brandId: string | null;
  readonly isDisabled: boolean;
  /** Counts up when it gets another subject and when it is opened again. */
  readonly generation: number;
  /** Counts up when its route gets another vehicle. */
  readonly vehicleChanges: number;
  /** By a rule or by time, of this generation. */
  readonly ended: EndedLink | null;
  /** How far its vehicle has come; null: nothing is known. */
  readonly progress: TripProgress | null;
  /** All of its route, in their order; null: it waits at no stop. */
  readonly stops: readonly RouteStopPlace[] | null;
  /** When its stop or route was completed, since it was opened again if it was. */
  readonly completedAt: number | null;
  /** Whether its viewers must not see the vehicle where it is now. */
  readonly isHidden: boolean;
  /** Whether it was within a privacy zone last. */
  readonly isPrivate: boolean;
  /** Whether its driver is off duty. */
  readonly isOffDuty: boolean;
}

export interface EndedLink {
  readonly reason: LinkEnd;
  readonly at: number;
}

/** Who gets a session of a link. */
export interface LinkAccessRule {
  readonly mode: AccessMode;
  /** Of `authorized_only`: whether a listed address must show a code as well. */
  readonly requireCode: boolean;
  /** Addresses, and domains as `@example.com`; in lower case, domains as A-labels. */
  readonly allowedEmails: readonly string[];
  readonly barredEmails: readonly string[];
}

const NEUTRAL_NAMES: Readonly<Record<LinkLocale, string>> = {
  en: 'Vehicle',
  sv: 'Fordon',
  de: 'Fahrzeug',
  es: 'Vehículo',
};

/** Returns what viewers call the vehicle; never the asset's own name. */
export function displayNameOf({ displayName, locale }: Pick<TrackingLink, 'displayName' | 'locale'>): string {
  // A blank name says nothing.
  return displayName?.trim() || NEUTRAL_NAMES[locale];
}
