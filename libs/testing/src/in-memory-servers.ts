import { Module, type DynamicModule } from '@nestjs/common';
import {
  GroupMembers,
  LastPositions,
  LinkAccess,
  LinkAccessStore,
  LinkPositions,
  MemoryGroupMembers,
  MemoryLastPositions,
  MemoryLinkAccess,
  MemoryViewerCount,
  ViewerCount,
  MemoryLinkPositions,
  PositionIntake,
} from '@yipii/live';
import { EventConsumers, EventPublisher, MessagingServer, SystemClock } from '@yipii/platform';
import { InMemoryConsumers, InMemoryLog } from './in-memory-log';
import { MemoryIntake } from './memory-intake';

/** For apps under test: the log, and what Redis stores in a cluster, in the memory of this process. */
export function inMemoryServers(
  log = new InMemoryLog(),
  positions: LastPositions = new MemoryLastPositions(),
  intake: PositionIntake = new MemoryIntake(),
): DynamicModule {
  const clock = new SystemClock();
  const providers = [
    { provide: EventPublisher, useValue: log },
    { provide: EventConsumers, useValue: new InMemoryConsumers(log) },
    { provide: LastPositions, useValue: positions },
    { provide: LinkPositions, useValue: new MemoryLinkPositions(clock) },
    { provide: LinkAccessStore, useValue: new MemoryLinkAccess(clock) },
    { provide: LinkAccess, useExisting: LinkAccessStore },
    { provide: ViewerCount, useClass: MemoryViewerCount },
    { provide: PositionIntake, useValue: intake },
    { provide: GroupMembers, useClass: MemoryGroupMembers },
    MessagingServer,
  ];
  return { module: InMemoryServers, global: true, providers, exports: providers };
}

@Module({})
class InMemoryServers {}
