import { EventRepository, type Transaction, type WorkerUnitOfWork } from '@yipii/persistence';
import type { Repetition, WorkerDatabase } from '@yipii/platform';

/** Events of one account that a reader has not seen yet: those after one place, up to another. */
export interface FeedSection {
  readonly accountId: number;
  readonly after: number;
  readonly upTo: number;
}

/**
 * Follows the event feed of accounts, each section once: what is made of it is committed together with how far it has
 * been read. Replicas share the work.
 */
export class FeedReader {
  private readonly events = new EventRepository();

  /**
   * @param name of the reader: a word that never changes
   * @param accounts trusted SQL of the ids of the accounts that concern it
   */
  constructor(
    private readonly name: string,
    private readonly accounts: string,
    private readonly database: WorkerDatabase,
    private readonly unitOfWork: WorkerUnitOfWork,
  ) {}

  /** Calls back whenever there is anything new. `run` must not reject. */
  watch(run: () => Promise<void>): Repetition {
    const news = withNews(this.accounts, `'${this.name}'`);
    return this.database.due.watch({ isDue: () => `EXISTS (${news})`, run });
  }

  /** Returns whether there was anything new. */
  async run(work: (tx: Transaction, section: FeedSection) => Promise<void>): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ id: string }>(withNews(this.accounts, '$1'), [
      this.name,
    ]);
    for (const { id } of rows) await this.readOn(Number(id), work);
    return rows.length > 0;
  }

  private async readOn(
    accountId: number,
    work: (tx: Transaction, section: FeedSection) => Promise<void>,
  ): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      // Others that read on for this account wait here until this is committed.
      while (await this.events.place(tx, accountId));
      const { rows } = await tx.query<{ after: string; up_to: string }>(SECTION, [accountId, this.name]);
      const section = { accountId, after: Number(rows[0]?.after), upTo: Number(rows[0]?.up_to) };
      if (section.upTo <= section.after) return;
      await work(tx, section);
      await tx.query(MOVE, [accountId, this.name, section.upTo]);
    });
  }
}

/** What waits for its place has none yet. */
function withNews(accounts: string, reader: string): string {
  return `
    SELECT a.id FROM (${accounts}) AS a (id)
    LEFT JOIN feed_cursor c ON c.account_id = a.id AND c.reader = ${reader}
    WHERE EXISTS (SELECT FROM event e WHERE e.account_id = a.id AND e.place IS NULL)
      OR EXISTS (SELECT FROM event e WHERE e.account_id = a.id AND e.place > coalesce(c.place, 0))`;
}

const SECTION = `
  SELECT coalesce((SELECT place FROM feed_cursor WHERE account_id = $1 AND reader = $2), 0) AS after,
    coalesce((SELECT max(place) FROM event WHERE account_id = $1), 0) AS up_to`;

const MOVE = `
  INSERT INTO feed_cursor (account_id, reader, place) VALUES ($1, $2, $3)
  ON CONFLICT (account_id, reader) DO UPDATE SET place = excluded.place`;
