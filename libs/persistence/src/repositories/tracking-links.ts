import type {
  AccessMode,
  LinkArrival,
  LinkEnd,
  LinkLocale,
  LinkStatus,
  LinkVisibility,
  PromisedWindow,
  RouteStopPlace,
  Schedule,
  TrackingLink,
  TripProgress,
} from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import type { AccountSql } from '../unit-of-work/transaction';

/** A link as its account sees it. */
export interface CountedLink {
  readonly id: number;
  readonly link: TrackingLink;
  /** Sessions that live. */
  readonly viewersNow: number;
  /** Sessions so far. */
  readonly viewsTotal: number;
}

interface Counts {
  readonly id: string;
  readonly viewers_now: string;
  readonly views_total: string;
}

const COLUMNS = `
  l.uuid, l.account_id, l.asset_id, l.route_id, l.stop_id, l.display_name, l.access_mode, l.require_code,
    l.allowed_emails, l.barred_emails, l.starts_at, l.expires_at, l.arrival, l.visible_when, l.schedule, l."window",
    l.show_destination, l.session_ttl_seconds, l.session_sliding, l.max_viewers, l.locale, l.brand_id, l.is_disabled, l.generation,
    l.vehicle_changes,
    s.progress, p.name AS stop_name, p.lat AS stop_lat, p.lng AS stop_lng, p.radius_m AS stop_radius_m,
    (SELECT min(done.at) FROM (VALUES (p.completed_at), (r.completed_at)) AS done (at)
     WHERE l.opened_at IS NULL OR done.at > l.opened_at) AS completed_at,
    (SELECT json_agg(json_build_object('id', o.id, 'lat', o.lat, 'lng', o.lng, 'radiusM', o.radius_m,
       'isCompleted', o.completed_at IS NOT NULL) ORDER BY o.place)
     FROM route_stop o WHERE o.route_id = p.route_id) AS stops,
    s.ended_at, s.end_reason, coalesce(s.is_hidden, l.visible_when IS NOT NULL) AS is_hidden,
    coalesce(s.is_private, false) AS is_private, coalesce(a.off_duty, false) AS is_off_duty`;
const FROM = `FROM tracking_link l LEFT JOIN link_state s ON s.link_uuid = l.uuid AND s.generation = l.generation
  LEFT JOIN route r ON r.id = l.route_id LEFT JOIN route_stop p ON p.id = l.stop_id
  LEFT JOIN asset a ON a.id = l.asset_id`;
const SELECT = `SELECT ${COLUMNS} ${FROM}`;
const COUNTED = `
  SELECT l.id, ${COLUMNS},
    coalesce((SELECT views_total FROM link_state WHERE link_uuid = l.uuid), 0) AS views_total,
    (SELECT count(*) FROM tracking_session t
     WHERE t.link_uuid = l.uuid AND t.expires_at > now() AND t.ended_at IS NULL) AS viewers_now
  ${FROM} WHERE l.id = ANY ($1)`;

/** Links as their rules need them. What is not of an account needs the worker's database. */
export class TrackingLinks {
  async find(sql: Sql, uuid: string): Promise<TrackingLink | null> {
    const { rows } = await sql.query<Row>(`${SELECT} WHERE l.uuid = $1`, [uuid]);
    return rows[0] ? toLink(rows[0]) : null;
  }

  /** The same, which nobody changes until the transaction ends. */
  async findToUse(sql: Sql, uuid: string): Promise<TrackingLink | null> {
    const { rows } = await sql.query<Row>(`${SELECT} WHERE l.uuid = $1 FOR SHARE OF l`, [uuid]);
    return rows[0] ? toLink(rows[0]) : null;
  }

  async all(sql: Sql): Promise<TrackingLink[]> {
    const { rows } = await sql.query<Row>(SELECT);
    return rows.map(toLink);
  }

  /** Returns links of the registry with the numbers of their viewers. */
  async of(sql: AccountSql, ids: readonly number[]): Promise<CountedLink[]> {
    const { rows } = await sql.query<Row & Counts>(COUNTED, [[...ids]]);
    return rows.map((row) => ({
      ...{ id: Number(row.id), link: toLink(row) },
      ...{ viewersNow: Number(row.viewers_now), viewsTotal: Number(row.views_total) },
    }));
  }

  /** Returns the links whose vehicle matters now: somebody follows them, or an arrival is waited for. */
  async followed(sql: Sql, now: Date): Promise<FollowedLink[]> {
    const { rows } = await sql.query<FollowedRow>(FOLLOWED, [now]);
    return rows.map((row) => ({
      ...{ link: toLink(row), isWatched: row.is_watched, settledStatus: row.settled_status },
    }));
  }
}

export interface FollowedLink {
  readonly link: TrackingLink;
  /** It has a session that lives, and its viewers have been told which vehicle it follows. */
  readonly isWatched: boolean;
  /** What gateways and viewers know; null: nothing yet. */
  readonly settledStatus: LinkStatus | null;
}

interface FollowedRow extends Row {
  readonly is_watched: boolean;
  readonly settled_status: LinkStatus | null;
}

const FOLLOWED = `
  SELECT ${COLUMNS}, s.status AS settled_status,
    w.link_uuid IS NOT NULL AND coalesce(s.vehicle_id, l.asset_id) = l.asset_id AS is_watched
  ${FROM} LEFT JOIN (
    SELECT DISTINCT link_uuid FROM tracking_session WHERE expires_at > $1 AND ended_at IS NULL
  ) w ON w.link_uuid = l.uuid
  WHERE l.asset_id IS NOT NULL AND NOT l.is_disabled AND s.ended_at IS NULL
    AND (l.expires_at IS NULL OR l.expires_at > $1) AND (w.link_uuid IS NOT NULL OR l.arrival IS NOT NULL OR l.stop_id IS NOT NULL)`;

interface Row {
  readonly uuid: string;
  readonly account_id: string;
  readonly asset_id: string | null;
  readonly route_id: string | null;
  readonly stop_id: string | null;
  readonly display_name: string | null;
  readonly access_mode: AccessMode;
  readonly require_code: boolean;
  readonly allowed_emails: string[];
  readonly barred_emails: string[];
  readonly starts_at: Date | null;
  readonly expires_at: Date | null;
  readonly arrival: ArrivalJson | null;
  readonly visible_when: { readonly eta_minutes_below?: number; readonly stops_before?: number } | null;
  readonly schedule: Schedule | null;
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly show_destination: boolean;
  readonly session_ttl_seconds: number;
  readonly session_sliding: boolean;
  readonly max_viewers: number | null;
  readonly locale: LinkLocale;
  readonly brand_id: string | null;
  readonly is_disabled: boolean;
  readonly generation: number;
  readonly vehicle_changes: number;
  readonly progress: TripProgress | null;
  readonly completed_at: Date | null;
  readonly stop_name: string | null;
  readonly stop_lat: number | null;
  readonly stop_lng: number | null;
  readonly stop_radius_m: number | null;
  readonly stops: RouteStopPlace[] | null;
  readonly ended_at: Date | null;
  readonly end_reason: LinkEnd | null;
  readonly is_hidden: boolean;
  readonly is_private: boolean;
  readonly is_off_duty: boolean;
}

/** Of links that say nothing else. */
const STOP_DWELL_SECONDS = 120;
const STOP_GRACE_MINUTES = 5;

/** As REST has it. */
interface ArrivalJson {
  readonly lat: number;
  readonly lng: number;
  readonly label?: string | null;
  readonly radius_m: number;
  readonly dwell_seconds: number;
  readonly grace_minutes: number;
}

function toLink(row: Row): TrackingLink {
  const { ended_at: endedAt, end_reason: reason } = row;
  return {
    ...{ uuid: row.uuid, accountId: Number(row.account_id), assetId: idOf(row.asset_id) },
    ...{ routeId: idOf(row.route_id), stopId: idOf(row.stop_id), displayName: row.display_name },
    access: {
      ...{ mode: row.access_mode, requireCode: row.require_code },
      ...{ allowedEmails: row.allowed_emails, barredEmails: row.barred_emails },
    },
    ...{ startsAt: msOf(row.starts_at), expiresAt: msOf(row.expires_at) },
    ...{
      arrival: row.arrival ? toArrival(row.arrival) : arrivalAtStop(row),
      visibleWhen: toVisibility(row.visible_when),
    },
    ...{ schedule: row.schedule, window: row.window && toWindow(row.window) },
    ...{ showDestination: row.show_destination, maxViewers: row.max_viewers },
    ...{ locale: row.locale, brandId: row.brand_id },
    ...{ sessionTtlSeconds: row.session_ttl_seconds, sessionSliding: row.session_sliding },
    ...{ isDisabled: row.is_disabled, generation: row.generation, isHidden: row.is_hidden },
    ...{ isPrivate: row.is_private, isOffDuty: row.is_off_duty, vehicleChanges: row.vehicle_changes },
    ...{ progress: row.progress, stops: row.stops, completedAt: msOf(row.completed_at) },
    ended: endedAt && reason && { reason, at: endedAt.getTime() },
  };
}

function toArrival({ lat, lng, label = null, ...rule }: ArrivalJson): LinkArrival {
  const { radius_m: radiusM, dwell_seconds: dwellSeconds, grace_minutes: graceMinutes } = rule;
  return { lat, lng, label, radiusM, dwellSeconds, graceMinutes };
}

/** A link of a stop waits for the arrival there. */
function arrivalAtStop(row: Row): LinkArrival | null {
  const { stop_name: label, stop_lat: lat, stop_lng: lng, stop_radius_m: radiusM } = row;
  if (lat === null || lng === null || radiusM === null) return null;
  return { lat, lng, label, radiusM, dwellSeconds: STOP_DWELL_SECONDS, graceMinutes: STOP_GRACE_MINUTES };
}

function toVisibility(json: Row['visible_when']): LinkVisibility | null {
  if (!json) return null;
  return { etaMinutesBelow: json.eta_minutes_below ?? null, stopsBefore: json.stops_before ?? null };
}

function toWindow({ from, to }: NonNullable<Row['window']>): PromisedWindow {
  return { from: Date.parse(from), to: Date.parse(to) };
}

function idOf(id: string | null): number | null {
  return id === null ? null : Number(id);
}

function msOf(time: Date | null): number | null {
  return time && time.getTime();
}
