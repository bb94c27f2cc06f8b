import type { AccountScope } from '@yipii/domain';
import type { Outbox, OutgoingEvent, Sql } from '@yipii/platform';
import { topics, type EventAccount, type RegistryKind, type Topic } from '@yipii/protocol';
import type { EntityManager } from 'typeorm';
import { nextVersions } from './registry-versions';

/** SQL restricted to the rows within the scope. */
export interface AccountSql extends Sql {
  readonly scope: AccountScope;
}

/** Commits everything written and emitted in it together, or nothing. */
export class Transaction implements Sql {
  private emitted = false;

  constructor(
    private readonly sql: Sql,
    private readonly outbox: Outbox,
  ) {}

  /** Returns whether events are in the outbox once this is committed. */
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
   * Announces changes to services that cache the registry, and increments the versions of the rows. Call it after
   * an insert or update and before a delete.
   * @throws Error if one of the rows does not exist
   */
  async registryChanged(kind: RegistryKind, ...ids: readonly number[]): Promise<void> {
    const changes = await nextVersions(this, kind, ids);
    await this.emit(
      topics.registryChanged,
      ...changes.map((event) => ({ key: `${kind}:${event.id}`, event })),
    );
  }
}

/** A {@link Transaction} restricted to the rows within its scope. */
export class AccountTransaction extends Transaction implements AccountSql {
  private account: Promise<EventAccount> | undefined;

  constructor(
    readonly scope: AccountScope,
    /** The registry's entities. */
    readonly entities: EntityManager,
    outbox: Outbox,
  ) {
    super(sqlOf(entities), outbox);
  }

  /** Names the account of the transaction in each event: the database takes no other. */
  override async emit<Event>(topic: Topic<Event>, ...events: readonly OutgoingEvent<Event>[]): Promise<void> {
    if (events.length === 0) return;
    const account = await (this.account ??= this.readAccount());
    await super.emit(topic, ...events.map((event) => ({ ...event, account })));
  }

  private async readAccount(): Promise<EventAccount> {
    const { accountId: id } = this.scope;
    const { rows } = await this.query<{ key: string }>('SELECT key FROM account WHERE id = $1', [id]);
    if (!rows[0]) throw new Error('the account does not exist any more');
    return { id, key: rows[0].key };
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
