import { displayNameOf, type LinkStanding, type LinkStatus, type TrackingLink } from '@yipii/domain';
import type { KnownLinkChange } from '@yipii/protocol';
import { firstSeqOf } from '../positions/public-form';

/** What viewers were told last. */
export interface ToldLink {
  readonly generation: number;
  /** Null: nothing yet. */
  readonly status: LinkStatus | null;
  readonly vehicleId: number | null;
  /** Epoch ms. */
  readonly endsAt: number | null;
}

const OVER: readonly (LinkStatus | null)[] = ['expired', 'disabled'];
const CLOSED: readonly (LinkStatus | null)[] = ['not_started', 'outside_schedule'];

/** Returns what viewers have to be told of a link. @param now epoch ms */
export function changesOf(
  link: TrackingLink,
  standing: LinkStanding,
  { told, now }: { readonly told: ToldLink; readonly now: number },
): KnownLinkChange[] {
  const { end } = standing;
  if (end) {
    const isTold = OVER.includes(told.status) && told.generation === link.generation;
    return isTold ? [] : [{ linkUuid: link.uuid, change: 'expired', reason: end.reason, at: iso(end.at) }];
  }
  // Whoever came before the link was looked at for the first time knows a vehicle, and may have found the window open.
  if (told.status === null)
    return [...otherVehicle(link, told, now), ...otherWindow(link, standing, { status: 'active' })];
  return [
    ...otherVehicle(link, told, now),
    ...otherEnd(link, told),
    ...otherWindow(link, standing, told),
    ...otherVisibility(link, standing, told),
  ];
}

function otherVehicle(link: TrackingLink, told: ToldLink, now: number): KnownLinkChange[] {
  const { uuid: linkUuid, assetId, generation } = link;
  if (generation !== told.generation || assetId === null || told.vehicleId === null) return [];
  if (assetId === told.vehicleId) return [];
  const firstSeq = firstSeqOf(link);
  return [{ linkUuid, change: 'vehicle', display_name: displayNameOf(link), at: iso(now), firstSeq }];
}

function otherEnd({ uuid: linkUuid, expiresAt }: TrackingLink, told: ToldLink): KnownLinkChange[] {
  return told.endsAt === expiresAt ? [] : [{ linkUuid, change: 'end', ends_at: isoOrNull(expiresAt) }];
}

function otherWindow(
  { uuid: linkUuid }: TrackingLink,
  { status, nextChangeAt }: LinkStanding,
  told: Pick<ToldLink, 'status'>,
): KnownLinkChange[] {
  const active = !CLOSED.includes(status);
  if (active !== CLOSED.includes(told.status)) return [];
  return [{ linkUuid, change: 'schedule', active, next_change_at: isoOrNull(nextChangeAt) }];
}

/** Of `not_yet_visible` nothing is told: positions say it. */
function otherVisibility(
  { uuid: linkUuid }: TrackingLink,
  { status }: LinkStanding,
  told: ToldLink,
): KnownLinkChange[] {
  const isWithheld = status === 'withheld';
  if (isWithheld === (told.status === 'withheld') || CLOSED.includes(status)) return [];
  return [{ linkUuid, change: 'visibility', visible: status === 'active' }];
}

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));
