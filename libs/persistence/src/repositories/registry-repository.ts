import type { AccountScope } from '@yipii/domain';
import {
  In,
  MoreThan,
  type EntityManager,
  type FindOptionsOrder,
  type FindOptionsWhere,
  type QueryDeepPartialEntity,
} from 'typeorm';
import type { AccountTransaction } from '../unit-of-work/transaction';
import { withinScope } from './within-scope';

/** A row of the registry. */
export interface RegistryRow {
  readonly id: number;
  readonly updatedAt: Date;
}

/** Names one row: by its id, or by what stands for it outside. */
export type RowKey = { readonly id: number } | { readonly uuid: string };

export interface RegistryPage<Row> {
  readonly rows: readonly Row[];
  /** The number of rows on all pages. */
  readonly total: number;
}

export interface PageRequest<Row> {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
  /** Only such rows; all if absent. */
  readonly where?: FindOptionsWhere<Row>;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads and writes one table of the registry, as far as it is within the scope of the transaction.
 */
export class RegistryRepository<Row extends RegistryRow> {
  constructor(private readonly entity: new () => Row) {}

  /** Returns a page in the order of the ids. */
  async list(
    { entities, scope }: AccountTransaction,
    { page, perPage, where = {} }: PageRequest<Row>,
  ): Promise<RegistryPage<Row>> {
    const skip = (page - 1) * perPage;
    const [rows, total] = await entities.findAndCount(this.entity, {
      ...{ where: this.within(scope, where), order: BY_ID as FindOptionsOrder<Row>, skip, take: perPage },
    });
    return { rows, total };
  }

  /** Returns a limited number of rows after an id, in the order of the ids. */
  after(
    { entities, scope }: AccountTransaction,
    { id, limit, where = {} }: { id: number; limit: number; where?: FindOptionsWhere<Row> },
  ): Promise<Row[]> {
    const behind = { ...where, id: MoreThan(id) } as FindOptionsWhere<Row>;
    const order = BY_ID as FindOptionsOrder<Row>;
    return entities.find(this.entity, { where: this.within(scope, behind), order, take: limit });
  }

  find({ entities, scope }: AccountTransaction, where: RowKey): Promise<Row | null> {
    return entities.findOneBy(this.entity, this.within(scope, where as FindOptionsWhere<Row>));
  }

  /** As {@link find}, but locks the row until the transaction ends. */
  findToChange({ entities, scope }: AccountTransaction, where: RowKey): Promise<Row | null> {
    return entities.findOne(this.entity, {
      where: this.within(scope, where as FindOptionsWhere<Row>),
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Returns the rows with these external ids, locked until the transaction ends. */
  findManyToChange({ entities }: AccountTransaction, externalIds: readonly string[]): Promise<Row[]> {
    const where = { externalId: In(externalIds) } as unknown as FindOptionsWhere<Row>;
    return entities.find(this.entity, { where, lock: { mode: 'pessimistic_write' } });
  }

  /** Returns the new rows in the order of their values. Values that are no columns are left out. */
  async insert({ entities, scope }: AccountTransaction, values: readonly Values[]): Promise<Row[]> {
    if (values.length === 0) return [];
    const rows = values.map((row) => this.columns(entities, { ...row, accountId: scope.accountId }));
    const { identifiers } = await entities.insert(this.entity, rows);
    const ids = identifiers.map(({ id }) => Number(id));
    const where = { id: In(ids) } as unknown as FindOptionsWhere<Row>;
    const found = new Map((await entities.find(this.entity, { where })).map((row) => [row.id, row]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** Returns the updated row. Its modification time changes even if only related rows changed. */
  async update({ entities }: AccountTransaction, id: number, values: Values): Promise<Row> {
    const row = this.columns(entities, { ...values, updatedAt: new Date() });
    await entities.update(this.entity, idIs<Row>(id), row);
    return entities.findOneByOrFail(this.entity, idIs(id));
  }

  async delete({ entities }: AccountTransaction, id: number): Promise<void> {
    await entities.delete(this.entity, idIs<Row>(id));
  }

  private within(scope: AccountScope, where: FindOptionsWhere<Row>): FindOptionsWhere<Row> {
    return withinScope(this.entity, scope, where);
  }

  private columns(entities: EntityManager, values: Values): QueryDeepPartialEntity<Row> {
    const { columns } = entities.dataSource.getMetadata(this.entity);
    const names = new Set(columns.map(({ propertyName }) => propertyName));
    const known = Object.entries(values).filter(([name]) => names.has(name));
    return Object.fromEntries(known) as QueryDeepPartialEntity<Row>;
  }
}

const BY_ID = { id: 'ASC' };

function idIs<Row>(id: number): FindOptionsWhere<Row> {
  return { id } as unknown as FindOptionsWhere<Row>;
}
