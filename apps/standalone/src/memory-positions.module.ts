import { Global, Module } from '@nestjs/common';
import type { LocationUpdate } from '@yipii/domain';
import {
  Clock,
  LastPositions,
  LinkAccess,
  LinkPositions,
  MemoryLastPositions,
  MemoryLinkAccess,
  MemoryLinkPositions,
  WorkerDatabase,
  provideAs,
} from '@yipii/platform';

/** The last positions in memory, warmed from enrichment's checkpoint before anybody asks; and what is kept of links. */
@Global()
@Module({
  providers: [
    { provide: LastPositions, inject: [WorkerDatabase], useFactory: warmPositions },
    provideAs(LinkPositions, MemoryLinkPositions, Clock),
    provideAs(LinkAccess, MemoryLinkAccess, Clock),
  ],
  exports: [LastPositions, LinkPositions, LinkAccess],
})
export class MemoryPositionsModule {}

async function warmPositions({ pool }: WorkerDatabase): Promise<LastPositions> {
  const positions = new MemoryLastPositions();
  const { rows } = await pool.query<{ account_id: string; location: LocationUpdate }>(
    'SELECT account_id, location FROM asset_state WHERE location IS NOT NULL',
  );
  for (const { account_id, location } of rows) {
    const { assetId, seq } = location;
    await positions.put(Number(account_id), [{ assetId, seq, json: JSON.stringify(location) }]);
  }
  return positions;
}
