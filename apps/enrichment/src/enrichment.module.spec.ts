import os from 'node:os';
import { Global, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  Clock,
  EventPublisher,
  Health,
  HistoryDatabase,
  Lifecycle,
  MapConfig,
  SystemClock,
  WorkerDatabase,
} from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { InMemoryLog } from '@yipii/testing';
import { Pool } from 'pg';
import { EnrichmentConfig } from './enrichment.config';
import { EnrichmentModule } from './enrichment.module';
import { PositionConsumer } from './position.consumer';

const parts = [
  { provide: EnrichmentConfig, useValue: { checkpointMs: 5_000, historyDays: 60 } },
  { provide: MapConfig, useValue: { streets: '', dataDir: os.tmpdir() } },
  { provide: WorkerDatabase, useValue: new WorkerDatabase(new Pool()) },
  { provide: HistoryDatabase, useValue: new HistoryDatabase(new Pool(), new Pool()) },
  { provide: EventPublisher, useClass: InMemoryLog },
  { provide: Clock, useClass: SystemClock },
  Health,
  Lifecycle,
];

@Global()
@Module({ providers: parts, exports: parts })
class Platform {}

describe('the enrichment app', () => {
  it('is wired, and reads what the data flow says', async () => {
    const app = await Test.createTestingModule({ imports: [Platform, EnrichmentModule] }).compile();
    expect(app.get(PositionConsumer)).toBeInstanceOf(PositionConsumer);
    const handlers = Object.getOwnPropertyNames(PositionConsumer.prototype).flatMap((name) =>
      patternsOf(PositionConsumer, name),
    );
    const readers = Object.values(topics).filter(({ to }) => to.some((app) => app.startsWith('enrichment')));
    expect(handlers.sort()).toEqual(readers.map(({ name }) => name).sort());
    for (const topic of [topics.positionEnriched, topics.statusChanged])
      expect(topic.from).toEqual(['enrichment']);
  });
});

function patternsOf(controller: Type, method: string): string[] {
  const handler = (controller.prototype as Record<string, object>)[method];
  return (handler && (Reflect.getMetadata('microservices:pattern', handler) as string[] | undefined)) ?? [];
}
