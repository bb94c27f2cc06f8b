import { Client } from 'pg';

/** Ids of all rows of history, repeats included. */
export async function historyIds(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ event_id: string }>('SELECT event_id FROM position');
    return rows.map(({ event_id }) => event_id);
  } finally {
    await client.end();
  }
}

/** How history differs from what was acknowledged: nothing may be missing, nothing there twice. */
export function compareHistory(acknowledged: ReadonlySet<string>, history: readonly string[]) {
  const rows = new Set(history);
  return {
    missing: [...acknowledged].filter((id) => !rows.has(id)),
    twice: history.length - rows.size,
    /** Stored, but the acknowledgement did not reach the device before it ended: allowed only while devices run. */
    unacknowledged: [...rows].filter((id) => !acknowledged.has(id)),
  };
}
