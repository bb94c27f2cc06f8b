/** What the server sends. Fields that are unknown here are left in place: newer servers may send more. */

export type AssetStatus = 'moving' | 'idling' | 'stopped' | 'offline';

export interface Address {
  readonly street: string | null;
  readonly town: string | null;
  readonly postcode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly formatted: string;
}

/** A position of a fleet. Times are UTC, speeds km/h, distances metres unless a name says otherwise. */
export interface LocationUpdate {
  readonly assetId: number;
  readonly name: string;
  /** Of the fix. */
  readonly timestamp: string;
  readonly receivedAt: string;
  /** Counts the positions of an asset that were streamed. */
  readonly seq: number;
  readonly lat: number;
  readonly lng: number;
  readonly altitude: number | null;
  readonly speed: number | null;
  /** Degrees clockwise from north. */
  readonly heading: number | null;
  readonly accuracy: number | null;
  readonly satellites: number | null;
  readonly status: AssetStatus;
  readonly ignition: boolean | null;
  readonly odometerKm: number | null;
  readonly address: Address | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A change without a new fix. */
export interface StatusChange {
  readonly assetId: number;
  readonly status: AssetStatus;
  readonly ignition: boolean | null;
  readonly at: string;
}

export interface Alert {
  /** Of the incident: the same when it is raised, acknowledged and cleared. */
  readonly id: string;
  readonly assetId: number;
  readonly assetName: string;
  readonly category: string;
  readonly type: string;
  /** `instant`, or `condition`: a clear follows. */
  readonly lifetime: string;
  readonly state: string;
  readonly severity: string;
  readonly triggeredAt: string;
  readonly clearedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  /** It was found in buffered history. */
  readonly delayed: boolean;
  readonly rule: { readonly id: number; readonly name: string };
  readonly position: { readonly lat: number; readonly lng: number; readonly address: Address | null } | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The position of a tracking link: all that viewers get of a vehicle. */
export interface PublicPosition {
  readonly timestamp: string;
  readonly lat: number;
  readonly lng: number;
  /** km/h */
  readonly speed: number | null;
  readonly heading: number | null;
  readonly moving: boolean;
  readonly address: { readonly street: string | null; readonly town: string | null } | null;
  readonly display_name: string;
  /** Of links with an arrival; null while it is not known. */
  readonly distance_km?: number | null;
  readonly eta_minutes?: number | null;
}

/** Further ones may be added. */
export type LinkStatus =
  'active' | 'not_started' | 'outside_schedule' | 'not_yet_visible' | 'withheld' | 'expired' | 'disabled';

/** Who shares a link. */
export interface LinkBrand {
  readonly id: string;
  readonly name: string;
  readonly logo: { readonly url: string; readonly width: number; readonly height: number } | null;
  /** As `#rrggbb`. */
  readonly colors: { readonly accent: string | null; readonly accent_dark: string | null };
  readonly privacy_text: string | null;
  readonly contact: Readonly<Record<'name' | 'email' | 'phone' | 'url', string | null>> | null;
}

/** What anybody may know of a link. */
export interface PublicLink {
  readonly uuid: string;
  readonly status: LinkStatus;
  readonly access_mode: 'public' | 'email' | 'email_code' | 'authorized_only';
  /** What `verify` takes. */
  readonly requires: readonly ('email' | 'code')[];
  readonly locale: string;
  readonly brand: LinkBrand | null;
  /** How long addresses and sessions of viewers are kept after their end. */
  readonly viewer_data_days?: number;
}

export interface TrackingSession {
  readonly session_token: string;
  readonly expires_at: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly channel: string;
  readonly websocket: {
    readonly key: string;
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
  };
  readonly auth_endpoint: string;
}

export interface SentCode {
  readonly status: 'code_sent';
  readonly challenge_id: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** What a viewer shows of themselves. */
export interface Verification {
  readonly email?: string;
  readonly code?: string;
  readonly challenge_id?: string;
}

export interface LinkSchedule {
  readonly active: boolean;
  readonly next_change_at: string | null;
}

export interface FollowedLink {
  readonly status: LinkStatus;
  readonly display_name: string;
  readonly expires_at: string | null;
  readonly schedule: LinkSchedule;
  readonly destination?: { readonly label: string | null; readonly lat: number; readonly lng: number };
  /** Of links with a promised time. */
  readonly promise?: 'early' | 'on_time' | 'late' | null;
}

export interface LinkLocation {
  readonly data: PublicPosition | null;
  readonly link: FollowedLink;
  readonly poll_after_seconds: number;
}

export interface LinkExpired {
  readonly reason: 'time' | 'arrival' | 'disabled' | 'deleted' | 'route_completed';
  readonly at: string;
}

export interface VehicleChange {
  readonly display_name: string;
  readonly at: string;
}
