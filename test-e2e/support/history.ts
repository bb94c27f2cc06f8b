import type { LocationUpdate } from '@yipii/domain';
import { withConnection } from '@yipii/platform';

/** Ids of all rows of history, repeats included. */
export function historyIds(databaseUrl: string): Promise<string[]> {
  return withConnection(databaseUrl, 'yipii_test', async (client) => {
    const { rows } = await client.query<{ event_id: string }>('SELECT event_id FROM position');
    return rows.map(({ event_id }) => event_id);
  });
}

/** For a run that is to be compared with its history alone. */
export async function forgetHistory(databaseUrl: string): Promise<void> {
  await withConnection(databaseUrl, 'yipii_test', (client) => client.query('DELETE FROM position'));
}

export interface StreamedPosition {
  readonly assetId: number;
  readonly seq: number;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/** What history says was streamed, per asset in order. */
export function streamedPositions(databaseUrl: string): Promise<StreamedPosition[]> {
  return withConnection(databaseUrl, 'yipii_test', async (client) => {
    const { rows } = await client.query<{ asset_id: string; seq: string; received_at: Date }>(
      'SELECT asset_id, seq, received_at FROM position WHERE unstreamed IS NULL ORDER BY asset_id, seq',
    );
    return rows.map(({ asset_id, seq, received_at }) => ({
      assetId: Number(asset_id),
      seq: Number(seq),
      receivedAt: received_at.getTime(),
    }));
  });
}

/**
 * Streamed positions that a client, between the first and the last that it got of the asset, neither got nor
 * got a newer one in their place of that was received within `ms`.
 */
export function leftOut(
  streamed: readonly StreamedPosition[],
  received: readonly LocationUpdate[],
  ms: number,
): StreamedPosition[] {
  return [...groupBy(received, ({ assetId }) => assetId)].flatMap(([assetId, positions]) => {
    const arrived = positions.map(({ seq, receivedAt }) => ({ seq, receivedAt: Date.parse(receivedAt) }));
    const [first, last] = [arrived[0]?.seq ?? 0, arrived.at(-1)?.seq ?? 0];
    const owed = streamed.filter((one) => one.assetId === assetId && one.seq >= first && one.seq <= last);
    return owed.filter(({ seq, receivedAt }) => {
      const next = arrived.find((position) => position.seq >= seq);
      return !next || (next.seq > seq && next.receivedAt - receivedAt > ms);
    });
  });
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
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
