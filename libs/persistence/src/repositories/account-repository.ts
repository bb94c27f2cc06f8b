import type { Database } from './database';

/** How an account is referred to. */
export interface AccountReference {
  readonly id: number;
  readonly key: string;
  readonly name: string;
}

/** Looks up accounts before the account of a request is known, so it needs the worker's database. */
export class AccountRepository {
  constructor(private readonly database: Database) {}

  async findByKey(key: string): Promise<AccountReference | null> {
    return this.findOne('key', key);
  }

  async findById(id: number): Promise<AccountReference | null> {
    return this.findOne('id', id);
  }

  private async findOne(column: 'id' | 'key', value: string | number): Promise<AccountReference | null> {
    const { rows } = await this.database.pool.query<{ id: string; key: string; name: string }>(
      `SELECT id, key, name FROM account WHERE ${column} = $1`,
      [value],
    );
    const row = rows[0];
    return row ? { id: Number(row.id), key: row.key, name: row.name } : null;
  }
}
