import { Global, Module } from '@nestjs/common';
import {
  LastPositions,
  LinkAccess,
  LinkPositions,
  MemoryLastPositions,
  MemoryLinkAccess,
  MemoryLinkPositions,
  WarmPositions,
} from '@yipii/live';
import { Clock, WorkerDatabase, provideAs } from '@yipii/platform';

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

async function warmPositions(database: WorkerDatabase): Promise<LastPositions> {
  const positions = new MemoryLastPositions();
  await new WarmPositions(database, positions).run();
  return positions;
}
