import {
  ARRIVING_MINUTES,
  grantsSession,
  nextDueAt,
  type LinkStanding,
  type LinkStatus,
  type TrackingLink,
} from '@yipii/domain';
import type { LinkAccessStore, LinkPositions } from '@yipii/live';
import { recordLinkEvent, TrackingLinks, TrackingSessions, type LivingSession } from '@yipii/persistence';
import type { Sql, TimerEvent } from '@yipii/platform';
import { topics, type KnownLinkChange } from '@yipii/protocol';
import { firstSeqOf } from '../positions/public-form';
import { accessStateOf } from './access-state';
import { changesOf, type ToldLink } from './link-changes';
import type { TellByMail } from './link-notices.ports';
import type { LinkTimes } from './link-times';

/** What follows from settling a link. */
export interface SettledLink {
  /** When it must be settled next, epoch ms; null: when it is changed. */
  readonly nextDueAt: number | null;
  readonly events: readonly TimerEvent<unknown>[];
}

/**
 * Brings what depends on a link up to date: its state for gateways, its sessions, its next timer, and what viewers and
 * the account are told. It looks at the link itself and at what was told before, so that it does not matter how often,
 * or upon what, it runs.
 */
export class SettleLink {
  private readonly links = new TrackingLinks();
  private readonly sessions = new TrackingSessions();

  constructor(
    private readonly access: LinkAccessStore,
    private readonly times: LinkTimes,
    private readonly positions: Pick<LinkPositions, 'forget'>,
    private readonly mails: TellByMail,
  ) {}

  /** In a transaction, which keeps others from settling the same link. */
  async run(tx: Sql, uuid: string): Promise<SettledLink> {
    const now = this.times.now();
    const told = await lockState(tx, uuid);
    const link = told && (await this.links.find(tx, uuid));
    if (!told || !link) {
      await this.access.removeLink(uuid);
      await this.positions.forget(uuid, Number.MAX_SAFE_INTEGER);
      return { nextDueAt: null, events: [] };
    }
    const standing = this.times.standingOf(link);
    const dueAt = nextDueAt(link, standing, now);
    await this.keep(tx, link, standing, dueAt);
    await this.access.putLink(uuid, accessStateOf(link, standing, now));
    await this.positions.forget(uuid, firstSeqOf(link));
    if (isArriving(link, standing)) await recordLinkEvent(tx, link, { type: 'link.arriving', at: iso(now) });
    await this.mails.run(tx, link, standing);
    const ended = await this.endSessions(tx, link, now);
    const changes = changesOf(link, standing, { told, now });
    for (const change of changes) await tellEnd(tx, link, change);
    return { nextDueAt: dueAt, events: [...changes.map(toEvent), ...ended] };
  }

  private async keep(
    tx: Sql,
    link: TrackingLink,
    { status, end }: LinkStanding,
    dueAt: number | null,
  ): Promise<void> {
    await tx.query(KEEP, [
      ...[link.uuid, link.generation, status, link.assetId, dateOf(link.expiresAt), dateOf(dueAt)],
      ...[dateOf(end?.at ?? null), end?.reason ?? null],
    ]);
  }

  /** Ends those that the link would not grant any more, and shortens those that would live longer. */
  private async endSessions(tx: Sql, link: TrackingLink, now: number): Promise<TimerEvent<unknown>[]> {
    const living = await this.sessions.ofLink(tx, link.uuid);
    const ended = living.filter((session) => !isGranted(link, session, now));
    await this.sessions.end(tx, idsOf(ended), 'the link was narrowed');
    for (const session of living) {
      const endsAt = session.createdAt.getTime() + link.sessionTtlSeconds * 1_000;
      if (!ended.includes(session) && !link.sessionSliding && endsAt < session.expiresAt.getTime())
        await this.shorten(tx, session, endsAt);
    }
    return this.revoke(ended, 'the link was narrowed');
  }

  private async shorten(
    tx: Sql,
    { id, tokenHash, linkUuid }: LivingSession,
    expiresAt: number,
  ): Promise<void> {
    await this.sessions.shorten(tx, id, new Date(expiresAt));
    await this.access.putSession(tokenHash.toString('hex'), { linkUuid, handle: id, expiresAt });
  }

  /** Takes sessions from gateways, and returns what ends their sockets. */
  async revoke(sessions: readonly LivingSession[], reason: string): Promise<TimerEvent<unknown>[]> {
    for (const { tokenHash } of sessions) await this.access.removeSession(tokenHash.toString('hex'));
    return sessions.map(({ id, expiresAt }) => ({
      ...{ topic: topics.accessRevoked, key: `session:${id}` },
      event: { kind: 'session', id, reason, expiresAt: expiresAt.toISOString() },
    }));
  }
}

function isGranted(link: TrackingLink, session: LivingSession, now: number): boolean {
  const isOfToday = session.generation === link.generation;
  const isYoung = link.sessionSliding || session.createdAt.getTime() + link.sessionTtlSeconds * 1_000 > now;
  return isOfToday && isYoung && grantsSession(link.access, session);
}

/** However far away the vehicle is by now, it was near. */
function isArriving({ progress }: TrackingLink, { end }: LinkStanding): boolean {
  const least = progress?.leastEtaMinutes ?? Infinity;
  return end === null && least <= ARRIVING_MINUTES;
}

async function tellEnd(tx: Sql, link: TrackingLink, change: KnownLinkChange): Promise<void> {
  if (change.change !== 'expired') return;
  await recordLinkEvent(tx, link, { type: 'link.expired', at: change.at, reason: change.reason });
}

function toEvent(event: KnownLinkChange): TimerEvent<unknown> {
  const at = 'at' in event ? { occurredAt: event.at } : {};
  return { topic: topics.linkChanged, key: event.linkUuid, event, ...at };
}

/** Null: the link is gone. */
async function lockState(tx: Sql, uuid: string): Promise<ToldLink | null> {
  await tx.query(
    `INSERT INTO link_state (account_id, link_uuid, generation)
     SELECT account_id, uuid, generation FROM tracking_link WHERE uuid = $1 ON CONFLICT (link_uuid) DO NOTHING`,
    [uuid],
  );
  const { rows } = await tx.query<Row>(
    'SELECT generation, status, vehicle_id, ends_at FROM link_state WHERE link_uuid = $1 FOR UPDATE',
    [uuid],
  );
  if (!rows[0]) return null;
  const { generation, status, vehicle_id: vehicleId, ends_at: endsAt } = rows[0];
  return {
    generation,
    status,
    vehicleId: vehicleId === null ? null : Number(vehicleId),
    endsAt: endsAt?.getTime() ?? null,
  };
}

interface Row {
  readonly generation: number;
  readonly status: LinkStatus | null;
  readonly vehicle_id: string | null;
  readonly ends_at: Date | null;
}

/** What belongs to an earlier generation is void. */
const KEEP = `
  UPDATE link_state SET generation = $2, status = $3, vehicle_id = coalesce($4, vehicle_id), ends_at = $5, next_due_at = $6,
    ended_at = $7, end_reason = $8,
    progress = CASE WHEN generation = $2 THEN progress END, is_hidden = CASE WHEN generation = $2 THEN is_hidden END,
    is_private = is_private AND generation = $2
  WHERE link_uuid = $1`;

const iso = (at: number): string => new Date(at).toISOString();
const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));
const idsOf = (sessions: readonly LivingSession[]): string[] => sessions.map(({ id }) => id);
