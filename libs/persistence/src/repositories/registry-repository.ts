import type { FindOptionsOrder, FindOptionsWhere } from 'typeorm';
import type { AccountTransaction } from '../unit-of-work/transaction';

/** A row of the registry: what people enter and edit. */
export interface RegistryRow {
  readonly id: number;
}

export interface RegistryPage<Row> {
  readonly rows: readonly Row[];
  /** The number of rows on all pages. */
  readonly total: number;
}

export interface PageRequest {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
}

/** Reads one table of the registry. Row-level security shows what is within the scope of the transaction. */
export class RegistryRepository<Row extends RegistryRow> {
  constructor(private readonly entity: new () => Row) {}

  /** Returns a page in the order of the ids. */
  async list({ entities }: AccountTransaction, { page, perPage }: PageRequest): Promise<RegistryPage<Row>> {
    const order = { id: 'ASC' } as FindOptionsOrder<Row>;
    const skip = (page - 1) * perPage;
    const [rows, total] = await entities.findAndCount(this.entity, { order, skip, take: perPage });
    return { rows, total };
  }

  find({ entities }: AccountTransaction, id: number): Promise<Row | null> {
    return entities.findOneBy(this.entity, { id } as FindOptionsWhere<Row>);
  }
}
