import { UnitOfWork, WorkerUnitOfWork } from '@yipii/persistence';
import { Clock, Lifecycle, provide, provideAs, WorkerDatabase } from '@yipii/platform';
import { EventFeed } from './feed.ports';
import { PostgresEventFeed } from './feed.postgres';
import { ReadFeed } from './read-feed';
import { TidyTables } from '../registry/tidy-tables';

/** The event feed. */
export const EVENT_PROVIDERS = [
  provideAs(EventFeed, PostgresEventFeed, UnitOfWork, WorkerUnitOfWork, WorkerDatabase),
  provide(ReadFeed, EventFeed, Clock),
  provide(TidyTables, WorkerDatabase, Lifecycle),
];
