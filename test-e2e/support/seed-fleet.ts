import type { Scope } from '@yipii/domain';
import { CreateOAuthClient, SeedAccount, WorkerUnitOfWork } from '@yipii/persistence';
import { Pool } from 'pg';

export interface SeededFleet {
  readonly accountKey: string;
  readonly assetIds: readonly number[];
  readonly oauth: { readonly clientId: string; readonly clientSecret: string };
}

const ACCOUNT = 'fleet';
const FIRST_IMEI = 350_000_000_000_001n;

/** IMEI of a vehicle of the test fleet, the first being 0. */
export function fleetImei(index: number): string {
  return String(FIRST_IMEI + BigInt(index));
}

/** An account with the simulator's vehicles in it, and a client with these scopes. */
export async function seedFleet(
  databaseUrl: string,
  vehicles: number,
  scopes: readonly Scope[] = ['positions:read', 'fleet:read'],
): Promise<SeededFleet> {
  const database = { pool: new Pool({ connectionString: databaseUrl, max: 1 }) };
  const unitOfWork = new WorkerUnitOfWork(database);
  try {
    const assets = Array.from({ length: vehicles }, (_, index) => ({
      name: `Vehicle ${index + 1}`,
      uniqueId: fleetImei(index),
      protocol: 'teltonika',
    }));
    const account = await new SeedAccount(unitOfWork).run({ key: ACCOUNT, name: 'Test fleet', assets });
    const oauth = await new CreateOAuthClient(unitOfWork).run(account.accountId, {
      name: 'test',
      scopes,
    });
    return { accountKey: ACCOUNT, assetIds: account.assets.map(({ assetId }) => assetId), oauth };
  } finally {
    await database.pool.end();
  }
}
