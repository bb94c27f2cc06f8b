import type { ErrorCode } from '../errors/error-codes';

/** SQLSTATE codes and classes of errors that a request can cause, in the order of precedence. */
const CAUSED_BY_REQUEST: readonly (readonly [RegExp, ErrorCode])[] = [
  // Unique and exclusion constraints.
  [/^(23505|23P01)$/, 'CONFLICT'],
  // Malformed, out of range, zero characters; null, unknown references, checks; longer than an index takes.
  [/^(22...|23...|54000)$/, 'VALIDATION_FAILED'],
  // Deadlocks, serialization failures, lock and statement timeouts: another try succeeds.
  [/^(40...|55P03|57014)$/, 'UNAVAILABLE'],
];

/** The fields that `pg` and TypeORM set on an error reported by PostgreSQL. */
interface PostgresError {
  readonly code: string;
  readonly severity: string;
  readonly routine?: unknown;
}

/**
 * Returns the code of a failed query if the request caused it, or if its connection was refused or ended; undefined
 * for other errors.
 */
export function databaseProblemOf(error: unknown): ErrorCode | undefined {
  if (!isPostgresError(error)) return undefined;
  const { code, severity, routine } = error;
  if (severity !== 'ERROR') return 'UNAVAILABLE';
  // Row-level security refused a row. (A missing grant raises the same SQLSTATE.)
  if (code === '42501' && routine === 'ExecWithCheckOptions') return 'FORBIDDEN';
  return CAUSED_BY_REQUEST.find(([pattern]) => pattern.test(code))?.[1];
}

/**
 * Returns the field whose value already exists if a unique constraint refused a row. Such constraints are named
 * `<table>_<field>_key`. Undefined for other errors.
 */
export function uniqueFieldOf(error: unknown): string | undefined {
  if (!isPostgresError(error) || error.code !== '23505') return undefined;
  // TypeORM copies the properties of the driver's error.
  const { table, constraint } = error as { readonly table?: unknown; readonly constraint?: unknown };
  if (typeof table !== 'string' || typeof constraint !== 'string') return undefined;
  return new RegExp(`^${table}_(.+)_key$`).exec(constraint)?.[1];
}

function isPostgresError(error: unknown): error is Error & PostgresError {
  if (!(error instanceof Error)) return false;
  const { code, severity } = error as Partial<PostgresError>;
  return typeof code === 'string' && typeof severity === 'string';
}
