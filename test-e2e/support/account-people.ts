import { randomBytes } from 'node:crypto';
import type { Role } from '@yipii/domain';
import { Users, WorkerUnitOfWork } from '@yipii/persistence';
import { argon2id } from 'hash-wasm';
import { Pool } from 'pg';
import { PASSWORD } from './signed-in-user';

/** Writes users with {@link PASSWORD} into the database of a cluster. Returns their ids by mail address. */
export async function seedPeople(
  databaseUrl: string,
  accountKey: string,
  people: Readonly<Record<string, Role>>,
): Promise<ReadonlyMap<string, number>> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  const passwordHash = await cheapHash(PASSWORD);
  try {
    return await new WorkerUnitOfWork({ pool }).run(async (tx) => {
      const { rows } = await tx.query<{ id: string }>('SELECT id FROM account WHERE key = $1', [accountKey]);
      const ids = new Map<string, number>();
      for (const [email, role] of Object.entries(people)) {
        const user = { accountId: Number(rows[0]?.id), email, role, name: 'Ada', groupIds: null };
        ids.set(email, (await new Users().create(tx, { ...user, passwordHash })) ?? 0);
      }
      return ids;
    });
  } finally {
    await pool.end();
  }
}

/** Nobody guesses the passwords of tests. */
function cheapHash(password: string): Promise<string> {
  const parameters = { memorySize: 8, iterations: 1, parallelism: 1, hashLength: 32 };
  return argon2id({ password, salt: randomBytes(16), outputType: 'encoded', ...parameters });
}
