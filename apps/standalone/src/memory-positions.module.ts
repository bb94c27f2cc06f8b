import { Global, Module } from '@nestjs/common';
import {
  GroupMembers,
  LastPositions,
  LinkAccess,
  LinkAccessStore,
  LinkPositions,
  MemoryGroupMembers,
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
    provideAs(LinkAccessStore, MemoryLinkAccess, Clock),
    { provide: LinkAccess, useExisting: LinkAccessStore },
    { provide: GroupMembers, useClass: MemoryGroupMembers },
  ],
  exports: [LastPositions, LinkPositions, LinkAccess, LinkAccessStore, GroupMembers],
})
export class MemoryPositionsModule {}

async function warmPositions(database: WorkerDatabase): Promise<LastPositions> {
  const positions = new MemoryLastPositions();
  await new WarmPositions(database, positions).run();
  return positions;
}
