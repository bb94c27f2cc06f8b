import type { LinkAccessStore } from '@yipii/live';
import { deleteInBatches, TrackingLinks, TrackingSessions } from '@yipii/persistence';
import { FailureStreak, Logger, repeat, type Lifecycle, type WorkerDatabase } from '@yipii/platform';
import { accessStateOf } from '../links/access-state';
import type { LinkTimes } from '../links/link-times';

const TIDY_MS = 10 * 60_000;

/** What is kept for a while only. */
const TABLES = [
  { table: 'tracking_session', since: 'least(expires_at, ended_at)' },
  { table: 'verification_code', since: 'expires_at' },
  { table: 'code_failure', since: 'failed_at' },
  { table: 'link_mail', since: 'created_at' },
] as const;

interface KeeperParts {
  readonly database: WorkerDatabase;
  readonly access: LinkAccessStore;
  readonly times: LinkTimes;
  readonly lifecycle: Lifecycle;
}

/** Tells gateways of all links and sessions at the start, so that none is lost with Redis; and lets go of old sessions. */
export class KeepSessions {
  private readonly streak = new FailureStreak(new Logger('links'), {});

  constructor(
    private readonly parts: KeeperParts,
    private readonly days: number,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.warm();
    const rounds = repeat(TIDY_MS, () => this.tidy());
    this.parts.lifecycle.onStop('intake', 'old sessions', () => rounds.stop());
  }

  private async warm(): Promise<void> {
    const { database, access, times } = this.parts;
    for (const link of await new TrackingLinks().all(database.pool))
      await access.putLink(link.uuid, accessStateOf(link, times.standingOf(link)));
    for (const { tokenHash, linkUuid, id, expiresAt } of await new TrackingSessions().living(database.pool))
      await access.putSession(tokenHash.toString('hex'), {
        linkUuid,
        handle: id,
        expiresAt: expiresAt.getTime(),
      });
  }

  /** Never rejects. */
  private async tidy(): Promise<void> {
    try {
      for (const { table, since } of TABLES) {
        const where = `${since} < now() - make_interval(days => $1)`;
        await deleteInBatches(this.parts.database.pool, { table, where }, [this.days]);
      }
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('old sessions can not be deleted', error);
    }
  }
}
