import { Global, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WorkerUnitOfWork } from '@yipii/persistence';
import {
  Clock,
  EncryptionConfig,
  EventPublisher,
  Health,
  Lifecycle,
  Metrics,
  Outbox,
  OutgoingConfig,
  SystemClock,
  WorkerDatabase,
} from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { InMemoryLog } from '@yipii/testing';
import { Pool } from 'pg';
import { AlertingConfig } from './alerting.config';
import { AlertingModule } from './alerting.module';
import { AlertPositionConsumer } from './position.consumer';

const database = new WorkerDatabase(new Pool());
const parts = [
  { provide: AlertingConfig, useValue: { alertDays: 365 } },
  { provide: EncryptionConfig, useValue: { keys: [] } },
  { provide: OutgoingConfig, useValue: {} },
  { provide: WorkerDatabase, useValue: database },
  { provide: WorkerUnitOfWork, useValue: new WorkerUnitOfWork(database, new Outbox()) },
  { provide: EventPublisher, useClass: InMemoryLog },
  { provide: Clock, useClass: SystemClock },
  ...[Health, Lifecycle, Metrics, Outbox],
];

@Global()
@Module({ providers: parts, exports: parts })
class Platform {}

describe('the alerting app', () => {
  it('is wired, and reads what the data flow says', async () => {
    const app = await Test.createTestingModule({ imports: [Platform, AlertingModule] }).compile();
    expect(app.get(AlertPositionConsumer)).toBeInstanceOf(AlertPositionConsumer);
    const handlers = Object.getOwnPropertyNames(AlertPositionConsumer.prototype).flatMap((name) =>
      patternsOf(AlertPositionConsumer, name),
    );
    const readers = Object.values(topics).filter(({ to }) => (to as readonly string[]).includes('alerting'));
    expect(handlers.sort()).toEqual(readers.map(({ name }) => name).sort());
    expect(topics.alertTriggered.from).toEqual(['alerting']);
  });
});

function patternsOf(controller: Type, method: string): string[] {
  const handler = (controller.prototype as Record<string, object>)[method];
  return (handler && (Reflect.getMetadata('microservices:pattern', handler) as string[] | undefined)) ?? [];
}
