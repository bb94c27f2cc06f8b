import type { LastPosition } from '@yipii/live';
import type { Clock, LiveConfig } from '@yipii/platform';
import type { PusherApps } from '../apps/pusher-app';
import type { BrokerPosition } from '../broker/channel-broker.ports';
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
import { AppNamespace } from './app-namespace';
import type { NodeContext } from './node-context';
import { FleetNamespace } from './fleet-namespace';
import { Viewers } from './link-viewers';
import { Namespaces, type FleetApp } from './namespaces';

/** Our own app, where this gateway has it. */
export interface FleetParts {
  readonly live: Pick<LiveConfig, 'appKey' | 'grantKeys'>;
  readonly sources: HubSources;
}

export interface NamespaceParts {
  readonly gateway: GatewayConfig;
  readonly apps: PusherApps;
  readonly fleet: FleetParts | null;
  readonly clock: Clock;
  readonly revocations: RevokedIds;
  readonly failures: FailedAuthentications;
  readonly metrics: GatewayMetrics;
  readonly context: NodeContext;
}

export function createNamespaces(parts: NamespaceParts): Namespaces {
  const { apps, fleet, gateway, context } = parts;
  const policyOf = (app: PusherApps['all'][number]): AppPolicy =>
    new CountedPolicy(new ChannelsPolicy(app, gateway.maxChannelsPerSocket), parts.failures);
  const namespaces = apps.all.map((app) => new AppNamespace(app, policyOf(app), context));
  return new Namespaces(fleet && createFleet(fleet, parts), namespaces);
}

function createFleet({ live, sources }: FleetParts, parts: NamespaceParts): FleetApp {
  const { gateway, clock, revocations, metrics, context } = parts;
  const now = (): number => clock.now();
  const hub = new Hub(sources, context.broker, {
    now,
    after: (delayMs, run) => context.after(delayMs, run),
    publish: (topic, text) => context.publish(topic, text),
    delivered: (sockets, positions = []) => count(parts, sockets, positions),
    slowReaders: (change) => metrics.slowReaders(change),
    snapshotFailed: (error) => context.failed(error),
  });
  const tracking = new TrackingPolicy(live, sources.linkAccess, revocations, now);
  const settings = { ...live, maxChannels: gateway.maxChannelsPerSocket };
  const fleetPolicy = new FleetPolicy(settings, revocations, now, tracking);
  const policy = new CountedPolicy(fleetPolicy, parts.failures);
  const namespace = new FleetNamespace(policy, gateway.authoriseWithinMs, hub, new Viewers(context));
  return { key: live.appKey, hub, namespace };
}

function count({ metrics, clock }: NamespaceParts, sockets: number, live: readonly LastPosition[]): void {
  metrics.sent(sockets);
  const now = clock.now();
  for (const position of live) {
    const { receivedAt } = position as Partial<BrokerPosition>;
    if (receivedAt !== undefined) metrics.took(now - receivedAt);
  }
}
