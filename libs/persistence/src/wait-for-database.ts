import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { isMigrated, migrate } from './migrate';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** SQLSTATE classes of errors that may pass: connection, authorization, no such database yet, resources, shutdown. */
const TEMPORARY_CLASSES = ['08', '28', '3D', '53', '57'];

export interface DatabaseStart {
  readonly url: string;
  readonly migrateOnStart: boolean;
  /** Whether to stop waiting because the process is stopping. */
  readonly isStopping: () => boolean;
  /** Called with the reason why it is not ready yet. */
  readonly waiting: (reason: string) => void;
}

/**
 * Resolves when the database responds and its schema is up to date; retries with growing pauses.
 * @throws the error of a migration that failed, or Error if the process stops meanwhile
 */
export async function waitForDatabase(start: DatabaseStart): Promise<void> {
  const log = new Logger('database');
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const obstacle = await prepare(start);
    if (obstacle === null) return;
    start.waiting(obstacle);
    log.warn({ msg: 'waiting for the database', reason: obstacle, retryInMs: pauseMs });
    await sleep(pauseMs);
    if (start.isStopping()) throw new Error('stopped while waiting for the database');
  }
}

async function prepare({ url, migrateOnStart }: DatabaseStart): Promise<string | null> {
  try {
    if (!migrateOnStart) return (await isMigrated(url)) ? null : 'its schema is not up to date';
    for (const migration of await migrate(url)) new Logger('database').log({ msg: 'migrated', migration });
    return null;
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return reasonOf(error);
  }
}

function isTemporary(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof DatabaseError)) return true;
  return TEMPORARY_CLASSES.some((prefix) => cause.code?.startsWith(prefix));
}

/** For a host with several addresses Node's error has an empty message and one error per address. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
