import { linkStateAt, type LinkStatus, type TimeZones, type TrackingLink } from '@yipii/domain';
import {
  AssetRepository,
  RegistryRepository,
  RouteRow,
  RouteStops,
  TrackingLinkRow,
  TrackingLinks,
  type AccountTransaction,
} from '@yipii/persistence';
import { IdField, InvalidFields, OneOfField, type PublicAddresses } from '@yipii/platform';
import { demandBrand } from '../brands/brand.resource';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { listedAddressOf } from './link-fields';
import { tellLinkChanged, tellLinkDeleted, tellLinkEnded } from './tell-link';
import { TrackingLinkInput, TrackingLinkView, type LinkSubjectView } from './tracking-link.schema';

export class TrackingLinkQuery extends RegistryQuery {
  @IdField({ optional: true, description: 'Only those that follow this asset now.' })
  readonly asset_id?: number;
  @OneOfField(['true', 'false'], { optional: true, description: 'Only those that are disabled, or not.' })
  readonly disabled?: 'true' | 'false';
}

/** What links need besides the database. */
export class LinkSettings {
  constructor(
    private readonly addresses: Pick<PublicAddresses, 'urls'>,
    readonly defaultLifeSeconds: number,
    readonly zones: TimeZones,
    readonly now: () => number,
  ) {}

  /** What viewers open. */
  pageOf(uuid: string): string {
    return `${this.addresses.urls.api}/t/${uuid}`;
  }
}

/** What a tracking link is in REST. */
export const TRACKING_LINK = {
  ...{ path: 'tracking-link', kind: 'tracking_link', entity: TrackingLinkRow, ofWholeAccount: false },
  ...{ view: TrackingLinkView, input: TrackingLinkInput, query: TrackingLinkQuery, hasUuid: true },
  scopes: { read: 'links:read', write: 'links:write' },
  counters: ['viewers_now', 'views_total'],
} as const satisfies Resource<TrackingLinkView>;

const assets = new AssetRepository();
const links = new TrackingLinks();
const routes = new RegistryRepository(RouteRow);
const routeStops = new RouteStops();

/** Returns the resource with its rules. */
export function trackingLinks(settings: LinkSettings): Resource<TrackingLinkView> {
  return {
    ...TRACKING_LINK,
    where: ({ asset_id: assetId, disabled }) => ({
      ...(assetId !== undefined && { assetId }),
      ...(disabled !== undefined && { isDisabled: disabled === 'true' }),
    }),
    columns: (input, given) => columnsOf(input, given),
    related: (tx, ids) => shownOf(tx, ids, settings),
    change: async (tx, _caller, { before, after }) => {
      const old = before as TrackingLinkRow | null;
      if (!after) {
        if (old) await tellLinkDeleted(tx, old, settings.now());
        return {};
      }
      await demandBrand(tx, after);
      const subject = await vehicleOf(tx, after);
      const wanted = { ...after, ...subject };
      const columns = old ? await changedColumns(tx, old, wanted, settings) : newColumns(wanted, settings);
      if (old && !old.isDisabled && columns.isDisabled === true)
        await tellLinkEnded(tx, old.uuid, 'disabled');
      return { ...subject, ...columns };
    },
    relate: (tx, id) => tellLinkChanged(tx, id),
  };
}

/** Columns that are named otherwise than fields, or need a canonical form. */
function columnsOf(input: Fields, given: Fields): Fields {
  const subject = input.subject as LinkSubjectView;
  const { starts_at: startsAt, expires_at: expiresAt } = input as Readonly<
    Record<string, string | null | undefined>
  >;
  if (startsAt && expiresAt && Date.parse(startsAt) >= Date.parse(expiresAt))
    throw new InvalidFields({ expires_at: ['expires_at must be after starts_at.'] });
  const window = input.window as { readonly from: string; readonly to: string } | null | undefined;
  if (window && Date.parse(window.from) >= Date.parse(window.to))
    throw new InvalidFields({ 'window.to': ['window.to must be after window.from.'] });
  if (
    'status' in given &&
    given.status !== undefined &&
    !['active', 'disabled'].includes(given.status as string)
  )
    throw new InvalidFields({ status: ['status can be set to active or disabled only.'] });
  return {
    ...subjectColumns(subject),
    metadata: input.metadata ?? {},
    allowedEmails: [
      ...new Set((input.allowed_emails as string[]).flatMap((entry) => listedAddressOf(entry) ?? [])),
    ],
    // Of no column: what the hook needs to know of the request.
    wantedStatus: given.status,
    givesEnd: given.expires_at !== undefined,
  };
}

function subjectColumns({
  type,
  asset_id: assetId,
  route_id: routeId,
  stop_id: stopId,
}: LinkSubjectView): Fields {
  if (type === 'asset') {
    if (typeof assetId !== 'number')
      throw new InvalidFields({ 'subject.asset_id': ['subject.asset_id is required.'] });
    return { assetId, routeId: null, stopId: null };
  }
  if (typeof routeId !== 'number')
    throw new InvalidFields({ 'subject.route_id': ['subject.route_id is required.'] });
  return { routeId, stopId: stopId ?? null };
}

/** What is out of scope is as unknown as what does not exist. Of a route: the asset that drives it now. */
async function vehicleOf(tx: AccountTransaction, { assetId, routeId, stopId }: Fields): Promise<Fields> {
  if (routeId !== null) return { assetId: await driverOf(tx, routeId as number, stopId as number | null) };
  if (!(await assets.existing(tx, [assetId as number])).has(assetId as number))
    throw new InvalidFields({ 'subject.asset_id': ['There is no such asset.'] });
  return {};
}

async function driverOf(
  tx: AccountTransaction,
  routeId: number,
  stopId: number | null,
): Promise<number | null> {
  const route = await routes.find(tx, { id: routeId });
  if (!route) throw new InvalidFields({ 'subject.route_id': ['There is no such route.'] });
  const { stops = [] } = (await routeStops.of(tx, [routeId])).get(routeId) ?? {};
  if (stopId !== null && !stops.some(({ id }) => id === stopId))
    throw new InvalidFields({ 'subject.stop_id': ['The route has no such stop.'] });
  return route.assetId;
}

/** A link without any end gets one. */
function newColumns(after: Fields, settings: LinkSettings): Fields {
  const needsEnd = after.givesEnd !== true && !endsByItself(after);
  return {
    isDisabled: after.wantedStatus === 'disabled',
    ...(needsEnd && { expiresAt: defaultEnd(after, settings) }),
  };
}

/** Only who says so leaves a link without. */
function hasEnd(link: Fields): boolean {
  return link.expiresAt !== null || endsByItself(link);
}

/** By what its vehicle does. */
function endsByItself({ arrival, routeId }: Pick<TrackingLinkRow, 'arrival' | 'routeId'> | Fields): boolean {
  return arrival !== null || routeId !== null;
}

/** What becomes of a link that is disabled, opened again, or follows something else. */
async function changedColumns(
  tx: AccountTransaction,
  old: TrackingLinkRow,
  after: Fields,
  settings: LinkSettings,
): Promise<Fields> {
  const now = settings.now();
  const [found] = await links.of(tx, [old.id]);
  const end = found ? linkStateAt(found.link, now, settings.zones).end : null;
  const openedAt = end !== null && isReopening(after, end.reason, now) ? now : null;
  return {
    ...(typeof after.wantedStatus === 'string' && { isDisabled: after.wantedStatus === 'disabled' }),
    ...(openedAt !== null && { openedAt: new Date(openedAt) }),
    ...((openedAt !== null || hasOtherSubject(old, after)) && { generation: old.generation + 1 }),
    ...(needsEnd(old, after, openedAt) && { expiresAt: defaultEnd(after, settings) }),
  };
}

/** @param openedAt epoch ms; null: it is not opened again */
function needsEnd(old: TrackingLinkRow, after: Fields, openedAt: number | null): boolean {
  if (after.givesEnd === true) return false;
  if (openedAt !== null && !isLater(after.expiresAt, openedAt)) return true;
  return (openedAt !== null || endsByItself(old)) && !hasEnd(after);
}

function hasOtherSubject(old: TrackingLinkRow, { assetId, routeId, stopId }: Fields): boolean {
  return old.assetId !== assetId || old.routeId !== routeId || old.stopId !== stopId;
}

/** One life from now; of a link that would not have begun by then, from its start. */
function defaultEnd({ startsAt }: Fields, { now, defaultLifeSeconds }: LinkSettings): Date {
  const lifeMs = defaultLifeSeconds * 1_000;
  const soonest = now() + lifeMs;
  const start = startsAt ? new Date(startsAt as string | Date).getTime() : 0;
  return new Date(start < soonest ? soonest : start + lifeMs);
}

/** A link that has ended by its time is opened by a later one, any by its status. */
function isReopening(after: Fields, reason: string, now: number): boolean {
  return (
    after.wantedStatus === 'active' ||
    (reason === 'time' && after.givesEnd === true && isLater(after.expiresAt, now))
  );
}

/** Null is open-ended. */
function isLater(expiresAt: unknown, now: number): boolean {
  return expiresAt === null || new Date(expiresAt as string | Date).getTime() > now;
}

/** What views show besides columns. */
async function shownOf(
  tx: AccountTransaction,
  ids: readonly number[],
  settings: LinkSettings,
): Promise<ReadonlyMap<number, Fields>> {
  const at = settings.now();
  const found = await links.of(tx, ids);
  return new Map(
    found.map(({ id, link, viewersNow, viewsTotal }) => [
      id,
      {
        url: settings.pageOf(link.uuid),
        subject: subjectOf(link),
        status: linkStateAt(link, at, settings.zones).status satisfies LinkStatus,
        ...{ viewersNow, viewsTotal },
      },
    ]),
  );
}

function subjectOf({ assetId, routeId, stopId }: TrackingLink): LinkSubjectView {
  if (routeId === null) return { type: 'asset', asset_id: assetId };
  return { type: 'route', route_id: routeId, stop_id: stopId };
}
