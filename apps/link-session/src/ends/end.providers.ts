import type { Provider } from '@nestjs/common';
import { Router } from '@yipii/geo';
import { Clock, MapConfig, provide, provideAs, WorkerDatabase } from '@yipii/platform';
import { LinkSessionConfig } from '../link-session.config';
import { FollowProgress } from '../links/link-progress.ports';
import { FollowVehicle } from './follow-vehicle';
import { loadRouter } from './load-router';
import { PrivatePlaces } from './private-places';
import { ProgressStore } from './progress-store.ports';
import { PostgresProgressStore } from './progress-store.postgres';

/** What depends on where the vehicle of a link is. */
export const endProviders: Provider[] = [
  {
    provide: Router,
    inject: [MapConfig, LinkSessionConfig],
    useFactory: (map: MapConfig, { valhallaUrl }: LinkSessionConfig) => loadRouter(map, valhallaUrl ?? null),
  },
  provideAs(ProgressStore, PostgresProgressStore, WorkerDatabase),
  provide(PrivatePlaces, WorkerDatabase, Clock),
  provideAs(FollowProgress, FollowVehicle, Router, ProgressStore, Clock, PrivatePlaces),
];
