import { Logger } from '@nestjs/common';
import { StartRefused } from '@yipii/platform';
import { Client } from 'pg';

/** Any constant will do: "yipii" in ASCII, shifted for the purpose. */
const LOCK_ID = 0x7969706969;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 10_000;

/**
 * Sees to it that one instance runs on a database: an advisory lock held by a connection. It goes with
 * the connection, so after a crash the next start gets it.
 * @throws StartRefused while another instance has it
 */
export async function takeInstanceLock(databaseUrl: string): Promise<{ release: () => Promise<void> }> {
  const client = await connect(databaseUrl);
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    LOCK_ID,
  ]);
  if (!rows[0]?.taken) {
    await client.end();
    throw new StartRefused(
      'Yipii Live is already running with this data: stop it first, or set DATA_DIR to another folder (and API_PORT, GATEWAY_PORT, METRICS_PORT and INGESTION_PORTS to other ports)',
    );
  }
  return { release: () => client.end().catch(() => undefined) };
}

async function connect(databaseUrl: string): Promise<Client> {
  for (let pause = RETRY_MS; ; pause = Math.min(pause * 2, MAX_RETRY_MS)) {
    const client = new Client({ connectionString: databaseUrl });
    client.on('error', (error) =>
      new Logger('instance').warn({
        msg: 'lost the connection that holds the instance lock',
        reason: error.message,
      }),
    );
    try {
      await client.connect();
      return client;
    } catch (error) {
      new Logger('instance').warn({
        msg: 'PostgreSQL is not available yet, retrying',
        reason: (error as Error).message,
        pauseMs: pause,
      });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
