import type { AccountScope } from '@yipii/domain';
import { EventRepository, type FeedQuery, type UnitOfWork, type WorkerUnitOfWork } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import { EventFeed, type FeedPage } from './feed.ports';

/** Whoever reads gives what was committed since the last reading its places first. */
export class PostgresEventFeed extends EventFeed {
  private readonly events = new EventRepository();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly worker: WorkerUnitOfWork,
    private readonly database: WorkerDatabase,
  ) {
    super();
  }

  async after(scope: AccountScope, query: FeedQuery): Promise<FeedPage> {
    await this.placeAll(scope.accountId);
    return this.unitOfWork.read(scope, async (sql) => {
      // First the end, then what is before it: an event that comes in between is left to the next page.
      const end = await this.events.lastPlace(sql);
      const events = (await this.events.after(sql, query)).filter(({ place }) => place <= end);
      const isFull = events.length === query.limit;
      return { events, last: isFull ? (events.at(-1)?.place ?? end) : Math.max(end, query.after) };
    });
  }

  async end(scope: AccountScope): Promise<number> {
    await this.placeAll(scope.accountId);
    return this.unitOfWork.read(scope, (sql) => this.events.lastPlace(sql));
  }

  private async placeAll(accountId: number): Promise<void> {
    if (!(await this.events.hasUnplaced(this.database.pool, accountId))) return;
    while (await this.worker.run((tx) => this.events.place(tx, accountId)));
  }
}
