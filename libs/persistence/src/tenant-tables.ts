import type { Sql } from '@yipii/platform';

/** Tenant tables that are in the history database: positions, and then what is made of them. */
export const HISTORY_TABLES: readonly string[] = ['position', 'packed_positions', 'track_outline'];

/** Returns the tables whose rows belong to accounts, each before those that it refers to. */
export async function tenantTables(sql: Sql): Promise<string[]> {
  const tables = await sql.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY c.relname`,
  );
  const references = await sql.query<{ name: string; target: string }>(
    `SELECT DISTINCT f.relname AS name, t.relname AS target FROM pg_constraint k
     JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND f.oid <> t.oid`,
  );
  const ordered: string[] = [];
  let left = tables.rows.map(({ name }) => name);
  while (left.length > 0) {
    const free = left.filter(
      (table) => !references.rows.some(({ name, target }) => target === table && left.includes(name)),
    );
    // A circle of references, which a migration would have had to make deferrable.
    if (free.length === 0) throw new Error(`tables refer to each other: ${left.join(', ')}`);
    ordered.push(...free);
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}
