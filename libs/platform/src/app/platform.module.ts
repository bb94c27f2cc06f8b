import { randomBytes } from 'node:crypto';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Clock, SystemClock } from '../clock/clock';
import type { ConfigClass } from '../config/load-configs';
import { LiveConfig } from '../config/shared.config';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { ListeningPorts } from '../lifecycle/listening-ports';
import { Metrics } from '../metrics/metrics';
import { SecurityEvents } from '../security/security-events';
import { ConnectionShares } from '../network/connection-shares';

/** Objects that exist once per process and are created before Nest starts. */
export interface ProcessParts {
  readonly configs: ReadonlyMap<ConfigClass, object>;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly ports: ListeningPorts;
}

/** Makes the process's parts injectable everywhere: configs by their class, clock, health, metrics, lifecycle. */
@Module({})
export class PlatformModule {
  static of({ configs, health, metrics, lifecycle, ports }: ProcessParts): DynamicModule {
    const providers: Provider[] = [
      ...[...configs].map(([provide, useValue]) => ({ provide, useValue })),
      { provide: Clock, useClass: SystemClock },
      { provide: Health, useValue: health },
      { provide: Metrics, useValue: metrics },
      { provide: Lifecycle, useValue: lifecycle },
      { provide: ListeningPorts, useValue: ports },
      {
        provide: SecurityEvents,
        inject: [Metrics, Clock, { token: LiveConfig, optional: true }],
        useFactory: createSecurityEvents,
      },
      { provide: ConnectionShares, useValue: new ConnectionShares(health) },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }
}

/** Services that share GRANT_KEYS make the same hashes; others make new ones at each start. */
function createSecurityEvents(metrics: Metrics, clock: Clock, live?: LiveConfig): SecurityEvents {
  return new SecurityEvents(metrics, clock, live?.grantKeys[0] ?? randomBytes(32).toString('hex'));
}
