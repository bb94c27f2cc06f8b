import { randomBytes, randomUUID } from 'node:crypto';
import { grantsSession, type ShownAccess, type TrackingLink } from '@yipii/domain';
import type { LinkAccessStore } from '@yipii/live';
import {
  hashSecret,
  TrackingLinks,
  TrackingSessions,
  type Transaction,
  type WorkerUnitOfWork,
} from '@yipii/persistence';
import { TrackingRefusal } from '@yipii/platform';
import { trackingErrors } from '@yipii/protocol';
import { accessStateOf } from '../links/access-state';
import { recordView } from '../links/link-events';
import type { LinkTimes } from '../links/link-times';

/** Before the random part of every session token. */
const PREFIX = 'yts_';

export interface OpenedSession {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly link: TrackingLink;
}

/** Who asks, as far as it is kept. */
export interface ViewerClient {
  /** Truncated; null: unknown. */
  readonly ip: string | null;
}

/** Gives a viewer a session of a link, once it is known what the viewer has shown. */
export class OpenSession {
  private readonly links = new TrackingLinks();
  private readonly sessions = new TrackingSessions();

  constructor(
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly access: LinkAccessStore,
    private readonly times: LinkTimes,
  ) {}

  /**
   * The link is looked up again, locked against changes: whoever narrows it finds this session, or it follows the new
   * rule.
   * @throws TrackingRefusal
   */
  run(uuid: string, shown: ShownAccess, client: ViewerClient): Promise<OpenedSession> {
    return this.unitOfWork.run(async (tx) => {
      const link = await this.links.findToUse(tx, uuid);
      if (!link) throw new TrackingRefusal(trackingErrors.linkNotFound);
      const now = this.times.now();
      const standing = this.times.standingOf(link);
      if (standing.end) throw new TrackingRefusal(trackingErrors.linkInactive);
      if (!grantsSession(link.access, shown)) throw new TrackingRefusal(trackingErrors.invalidSessionToken);
      const session = await this.create(tx, link, { shown, client, now });
      await this.access.putLink(uuid, accessStateOf(link, standing, now));
      return { ...session, link };
    });
  }

  private async create(
    tx: Transaction,
    link: TrackingLink,
    {
      shown,
      client,
      now,
    }: { readonly shown: ShownAccess; readonly client: ViewerClient; readonly now: number },
  ): Promise<Omit<OpenedSession, 'link'>> {
    const { uuid, accountId, generation, access } = link;
    const token = PREFIX + randomBytes(32).toString('base64url');
    const tokenHash = hashSecret(token);
    const id = randomUUID();
    const expiresAt = now + link.sessionTtlSeconds * 1_000;
    await this.sessions.create(tx, {
      ...{
        id,
        accountId,
        linkUuid: uuid,
        tokenHash,
        generation,
        accessMode: access.mode,
        ...shown,
        ...client,
      },
      ...{ now: new Date(now), expiresAt: new Date(expiresAt) },
    });
    await recordView(tx, link, now);
    await this.access.putSession(tokenHash.toString('hex'), { linkUuid: uuid, handle: id, expiresAt });
    return { token, expiresAt };
  }
}
