import type { AccountScope } from '@yipii/domain';
import type { Outbox, OutgoingEvent, Sql } from '@yipii/platform';
import { topics, type RegistryKind, type Topic } from '@yipii/protocol';
import type { EntityManager } from 'typeorm';
import { nextVersions } from './registry-versions';

/** SQL that sees what is within the scope and nothing else. */
export interface AccountSql extends Sql {
  readonly scope: AccountScope;
}

/** What is written and what is emitted in it is committed together, or not at all. */
export class Transaction implements Sql {
  private emitted = false;

  constructor(
    private readonly sql: Sql,
    private readonly outbox: Outbox,
  ) {}

  /** Whether something waits in the outbox once this is committed. */
  get hasEmitted(): boolean {
    return this.emitted;
  }

  readonly query: Sql['query'] = (text, values) => this.sql.query(text, values);

  /** Publishes events after the commit, at least once and in order per key. */
  async emit<Event>(topic: Topic<Event>, ...events: readonly OutgoingEvent<Event>[]): Promise<void> {
    if (events.length === 0) return;
    await this.outbox.add(this, topic, events);
    this.emitted = true;
  }

  /**
   * Tells those who cache parts of the registry that these have changed. Call it after an insert or update and
   * before a delete; it counts their versions up.
   * @throws Error if one of them does not exist
   */
  async registryChanged(kind: RegistryKind, ...ids: readonly number[]): Promise<void> {
    const changes = await nextVersions(this, kind, ids);
    await this.emit(
      topics.registryChanged,
      ...changes.map((event) => ({ key: `${kind}:${event.id}`, event })),
    );
  }
}

/** A {@link Transaction} that sees and writes what is within its scope and nothing else. */
export class AccountTransaction extends Transaction implements AccountSql {
  constructor(
    readonly scope: AccountScope,
    /** The registry's entities. */
    readonly entities: EntityManager,
    outbox: Outbox,
  ) {
    super(sqlOf(entities), outbox);
  }
}

function sqlOf({ queryRunner }: EntityManager): Sql {
  if (!queryRunner) throw new Error('the entity manager is not in a transaction');
  return {
    query: async (text, values) => {
      const { records, affected } = await queryRunner.query(text, values, true);
      // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the caller knows the type of the rows
      return { rows: records, rowCount: affected ?? null };
    },
  };
}
