import { UnitOfWork, WorkerUnitOfWork } from '@yipii/persistence';
import { Clock, provide, provideAs, WorkerDatabase } from '@yipii/platform';
import { EventFeed } from './feed.ports';
import { PostgresEventFeed } from './feed.postgres';
import { ReadFeed } from './read-feed';

/** The event feed. */
export const EVENT_PROVIDERS = [
  provideAs(EventFeed, PostgresEventFeed, UnitOfWork, WorkerUnitOfWork, WorkerDatabase),
  provide(ReadFeed, EventFeed, Clock),
];
