import type { LastPosition } from '@yipii/live';
import { Logger, type Clock, type LiveConfig } from '@yipii/platform';
import type { PusherApps } from '../apps/pusher-app';
import type { StreamedPosition } from '../broker/channel-broker.ports';
import type { RevokedIds } from '../connection/revoked-ids';
import type { GatewayConfig } from '../gateway.config';
import type { GatewayMetrics } from '../gateway.metrics';
import { Hub } from '../hub/hub';
import type { HubSources } from '../hub/hub.ports';
import type { FailedAuthentications } from '../limits/failed-authentications';
import type { AppPolicy } from '../session/app-policy';
import { ChannelsPolicy } from '../session/channels-policy';
import { CountedPolicy } from '../session/counted-policy';
import { FleetPolicy } from '../session/fleet-policy';
import { TrackingPolicy } from '../session/tracking-policy';
import { AppRealm } from './app-realm';
import type { AppSurroundings } from './app-surroundings';
import { FleetRealm } from './fleet-realm';
import { Viewers } from './link-viewers';
import { Realms, type Fleet } from './realms';

const log = new Logger('gateway');
/** A position that took longer from its device to its frame is logged with its trace. */
const SLOW_MS = 1_000;

/** Our own app, where this gateway has it. */
export interface FleetParts {
  readonly live: Pick<LiveConfig, 'appKey' | 'grantKeys'>;
  readonly sources: HubSources;
}

export interface RealmParts {
  readonly gateway: GatewayConfig;
  readonly apps: PusherApps;
  readonly fleet: FleetParts | null;
  readonly clock: Clock;
  readonly revocations: RevokedIds;
  readonly failures: FailedAuthentications;
  readonly metrics: GatewayMetrics;
  readonly around: AppSurroundings;
}

export function createRealms(parts: RealmParts): Realms {
  const { apps, fleet, gateway, around } = parts;
  const policyOf = (app: PusherApps['all'][number]): AppPolicy =>
    new CountedPolicy(new ChannelsPolicy(app, gateway.maxChannelsPerSocket), parts.failures);
  const realms = apps.all.map((app) => new AppRealm(app, policyOf(app), around));
  return new Realms(fleet && createFleet(fleet, parts), realms);
}

function createFleet({ live, sources }: FleetParts, parts: RealmParts): Fleet {
  const { gateway, clock, revocations, metrics, around } = parts;
  const now = (): number => clock.now();
  const hub = new Hub(sources, around.broker, {
    now,
    after: (delayMs, run) => around.after(delayMs, run),
    publish: (topic, text) => around.publish(topic, text),
    delivered: (sockets, positions = []) => count(parts, sockets, positions),
    slowReaders: (change) => metrics.slowReaders(change),
    snapshotFailed: (error) => around.failed(error),
  });
  const tracking = new TrackingPolicy(live, sources.linkAccess, revocations, now);
  const settings = { ...live, maxChannels: gateway.maxChannelsPerSocket };
  const fleetPolicy = new FleetPolicy(settings, revocations, now, tracking);
  const policy = new CountedPolicy(fleetPolicy, parts.failures);
  const realm = new FleetRealm(policy, gateway.authoriseWithinMs, hub, new Viewers(around));
  return { key: live.appKey, hub, realm };
}

function count({ metrics, clock }: RealmParts, sockets: number, live: readonly LastPosition[]): void {
  metrics.sent(sockets);
  const now = clock.now();
  for (const position of live) {
    const { receivedAt, traceparent } = position as Partial<StreamedPosition>;
    if (receivedAt === undefined) continue;
    const ms = now - receivedAt;
    metrics.took(ms);
    if (ms >= SLOW_MS) log.debug({ msg: 'a position came late', ms, traceparent });
  }
}
