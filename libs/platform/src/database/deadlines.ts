import type { PoolClient, QueryConfig } from 'pg';

/** For background work over many rows. */
const PATIENCE_MS = 60_000;

/** Returns a query of background work, which may take longer than one of a request. */
export function patient(text: string, values: unknown[] = []): QueryConfig {
  const query: QueryConfig & { query_timeout: number } = { text, values, query_timeout: PATIENCE_MS };
  return query;
}

/** Ends a transaction that has failed. Returns the error of a connection that can't be used again. */
export async function rollBack(client: PoolClient, cause: unknown): Promise<Error | undefined> {
  if (isPastDeadline(cause)) return cause as Error;
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Returns whether a query was given up. The server may still be at it, so its connection can't be used again. */
function isPastDeadline(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
