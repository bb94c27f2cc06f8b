import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  Clock,
  ConnectionShares,
  EventPublisher,
  Health,
  Lifecycle,
  ListeningPorts,
  Metrics,
  SecurityEvents,
  SystemClock,
  WorkerDatabase,
  loadConfigs,
} from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { InMemoryLog } from '@yipii/testing';
import { Pool } from 'pg';
import { DeviceGateway } from './devices/device-gateway';
import { IngestionConfig } from './ingestion.config';
import { IngestionModule } from './ingestion.module';
import { RegistryConsumer } from './registry.consumer';

const configOf = (env: Record<string, string>) => loadConfigs([IngestionConfig], env).get(IngestionConfig);

const parts = [
  { provide: IngestionConfig, useValue: configOf({}) },
  { provide: WorkerDatabase, useValue: new WorkerDatabase(new Pool()) },
  { provide: EventPublisher, useClass: InMemoryLog },
  { provide: Clock, useClass: SystemClock },
  { provide: ConnectionShares, useValue: new ConnectionShares(new Health()) },
  { provide: SecurityEvents, useValue: new SecurityEvents(new Metrics(), new SystemClock(), 'key') },
  Lifecycle,
  ListeningPorts,
  Metrics,
];

@Global()
@Module({ providers: parts, exports: parts })
class Platform {}

describe('the ingestion app', () => {
  it('is wired, and reads what the data flow says', async () => {
    const app = await Test.createTestingModule({ imports: [Platform, IngestionModule] }).compile();
    expect(app.get(DeviceGateway)).toBeInstanceOf(DeviceGateway);
    const patterns: unknown = Reflect.getMetadata(
      'microservices:pattern',
      RegistryConsumer.prototype.changed,
    );
    expect(patterns).toEqual([topics.registryChanged.name]);
    expect(topics.registryChanged.to).toContain('ingestion');
    for (const topic of [topics.positionReceived, topics.positionQuarantined])
      expect(topic.from).toEqual(['ingestion']);
  });

  it.each(['teltonika', 'morse:5027', 'teltonika:x', 'teltonika:1,'])(
    'refuses INGESTION_PORTS=%s',
    (ports) => {
      expect(() => configOf({ INGESTION_PORTS: ports })).toThrow(/INGESTION_PORTS/);
    },
  );
});
