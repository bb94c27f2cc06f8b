import { randomUUID } from 'node:crypto';
import type { GroupState, LastPosition } from '@yipii/live';
import { Logger } from '@yipii/platform';
import type { PusherApp } from './apps/pusher-app';
import type { BrokerMessage, BrokerPosition } from './broker/channel-broker.ports';
import { ClientGateway, SWEEP_MS, type NodeDuties } from './client-gateway';
import { AcceptConnections } from './connection/accept-connections';
import { Connections } from './connection/connections';
import { DrainConnections } from './connection/drain-connections';
import { EndAccess } from './connection/end-access';
import { SpreadWork } from './connection/spread-work';
import { TimingWheel } from './connection/timing-wheel';
import type { GatewayMetrics } from './gateway.metrics';
import { AnswerApi } from './http-api/answer-api';
import { HttpEndpoint } from './http-api/http-endpoint';
import { PublishEvent } from './http-api/publish-event';
import { Hub } from './hub/hub';
import { AppNamespace } from './namespaces/app-namespace';
import { FleetNamespace } from './namespaces/fleet-namespace';
import { KeepLease } from './namespaces/keep-lease';
import { Viewers } from './namespaces/link-viewers';
import { Namespaces, type FleetApp } from './namespaces/namespaces';
import type { NodeContext } from './namespaces/node-context';
import type { FleetParts, NodeParts } from './node-parts';
import { ChannelsPolicy } from './session/channels-policy';
import { CountedPolicy } from './session/counted-policy';
import { FleetPolicy } from './session/fleet-policy';
import { TrackingPolicy } from './session/tracking-policy';
import { LocalSockets } from './sockets/local-sockets';
import type { SocketServerSettings, UpgradeRequest } from './sockets/socket-server.ports';

/** A position that took longer from its device to its frame is logged with its trace. */
const SLOW_MS = 1_000;
const log = new Logger('gateway');

/** The wiring of a node. */
export function composeNode(parts: NodeParts, metrics: GatewayMetrics): ClientGateway {
  const { settings, ports, guards } = parts;
  const { config, apps, listen } = settings;
  const { limits, admission } = guards;
  const now = (): number => ports.clock.now();
  const sockets = new LocalSockets();
  const connections = new Connections();
  const wheel = new TimingWheel(now, SWEEP_MS);
  const context = nodeContext(parts, sockets, metrics);
  const groupKnown = (group: GroupState): void => access.groupKnown(group);
  const namespaces = composeNamespaces(parts, { context, metrics, groupKnown });
  const closing = new SpreadWork((err) =>
    log.error({ msg: 'a connection that has closed could not be forgotten', err }),
  );
  const shared = { connections, wheel, closing, metrics, settings: config, allowances: limits, now };
  const accept = new AcceptConnections(namespaces, admission, guards, shared);
  const http = composeHttp(parts, namespaces, context);
  const without = <T extends UpgradeRequest>(request: T): T =>
    withoutPrefix(request, config.pathPrefix ?? '');
  const serve: SocketServerSettings = {
    ...listen,
    onUpgrade: (request) => accept.upgrade(without(request)),
    onConnection: (socket, request) => accept.opened(socket, without(request)),
    onRequest: (call) => admission.call(without(call), (admitted) => http.answer(admitted)),
  };
  const lease = new KeepLease(apps, context, () => namespaces.resync());
  const drain = new DrainConnections(connections, ports.clock, ports.scheduler);
  const duties: NodeDuties = {
    begin: () => {
      const received = (message: BrokerMessage): void => namespaces.receive(message);
      ports.broker.listen({ received, missed: () => namespaces.catchUp() });
      return lease.begin();
    },
    sweep: () => {
      wheel.turn();
      namespaces.sweep();
      limits.failures.forgetOld();
      sockets.accept(!limits.isOutOfFiles);
    },
    renew: () => lease.run(),
    drain: () => drain.run(config.drainMs),
    stop: () => lease.stop(),
  };
  const access = new EndAccess(connections, guards.revocations, namespaces, guards.security);
  return new ClientGateway(access, sockets, serve, duties);
}

/** Returns the request without the prefix of its path. */
function withoutPrefix<T extends UpgradeRequest>(request: T, prefix: string): T {
  const isBelow = prefix !== '' && request.path.startsWith(`${prefix}/`);
  return isBelow ? { ...request, path: request.path.slice(prefix.length) } : request;
}

function nodeContext(
  { settings, ports, guards }: NodeParts,
  sockets: LocalSockets,
  metrics: GatewayMetrics,
): NodeContext {
  const { broker, directory, scheduler, webhooks } = ports;
  const { leaveDelayMs, maxPresenceMembers: maxMembers } = settings.config;
  return {
    ...{ node: randomUUID(), broker, directory, counts: guards.limits.counts, leaveDelayMs, maxMembers },
    after: (delayMs, run) => scheduler.after(delayMs, run),
    publish: (topic, text, except) => sockets.publish(topic, text, except),
    sent: (recipients, appId) => metrics.sent(recipients, appId),
    tell: (app, event) => webhooks.tell(app, event),
    failed: (err) => log.warn({ msg: 'broker or directory unavailable, retrying', err }),
  };
}

interface Surroundings {
  readonly context: NodeContext;
  readonly metrics: GatewayMetrics;
  readonly groupKnown: (group: GroupState) => void;
}

function composeNamespaces(parts: NodeParts, surroundings: Surroundings): Namespaces {
  const { config, apps, fleet } = parts.settings;
  const { failures } = parts.guards.limits;
  const policyOf = (app: PusherApp): CountedPolicy =>
    new CountedPolicy(new ChannelsPolicy(app, config), failures);
  return new Namespaces(
    fleet && composeFleet(fleet, parts, surroundings),
    apps.all.map((app) => new AppNamespace(app, policyOf(app), surroundings.context)),
  );
}

function composeFleet(
  { live, sources }: FleetParts,
  { settings: { config }, ports: { clock }, guards: { revocations, limits } }: NodeParts,
  { context, metrics, groupKnown }: Surroundings,
): FleetApp {
  const now = (): number => clock.now();
  const hub = new Hub(sources, context.broker, {
    now,
    after: (delayMs, run) => context.after(delayMs, run),
    publish: (topic, text) => context.publish(topic, text),
    delivered: (frames, positions = []) => measure(metrics, frames, { positions, now: now() }),
    slowReaders: (change) => metrics.slowReaders(change),
    snapshotFailed: (error) => context.failed(error),
    groupKnown,
  });
  const links = new TrackingPolicy(live, sources.linkAccess, revocations, now);
  const group = (groupId: number): GroupState | null => hub.group(groupId);
  const rules = { ...live, maxChannels: config.maxChannelsPerSocket, group };
  const policy = new CountedPolicy(new FleetPolicy(rules, revocations, now, links), limits.failures);
  const namespace = new FleetNamespace(policy, config.authoriseWithinMs, hub, new Viewers(context));
  return { key: live.appKey, hub, namespace };
}

function composeHttp(parts: NodeParts, namespaces: Namespaces, context: NodeContext): HttpEndpoint {
  const { apps, config } = parts.settings;
  const { broker, directory, clock } = parts.ports;
  const api = new AnswerApi({
    ...{ apps, broker, directory, limits: config, pathPrefix: config.pathPrefix ?? '' },
    publishEvent: new PublishEvent(broker, directory),
    connections: (app) => namespaces.withId(app.id)?.connections ?? 0,
    now: () => clock.now(),
  });
  return new HttpEndpoint(api, (error) => context.failed(error));
}

function measure(
  metrics: GatewayMetrics,
  frames: number,
  { positions, now }: { readonly positions: readonly LastPosition[]; readonly now: number },
): void {
  metrics.sent(frames);
  for (const position of positions) {
    const { receivedAt, traceparent } = position as Partial<BrokerPosition>;
    // Only positions that fan-in streamed have it; those of snapshots do not.
    if (receivedAt === undefined) continue;
    const ms = now - receivedAt;
    metrics.took(ms);
    if (ms >= SLOW_MS) log.debug({ msg: 'a position came late', ms, traceparent });
  }
}
