import {
  FlexibleRateLimits,
  StartRefused,
  type Clock,
  type HttpConfig,
  type Lifecycle,
  type LiveConfig,
  type RateLimits,
  type RedisConnections,
  type SecurityEvents,
  tlsSettingsOf,
} from '@yipii/platform';
import type { GroupMembers, LastPositions, LinkAccess, LinkPositions } from '@yipii/live';
import { AdmitClients } from './admission/admit-clients';
import { bodyBytesFor, frameBytesFor } from './apps/event-limits';
import { ApiBearerCheck } from './bearers/bearer-check.http';
import type { BearerCheck } from './bearers/bearer-check.ports';
import type { BearersConfig } from './bearers/bearers.config';
import { MemoryChannelBroker } from './broker/channel-broker.memory';
import type { ChannelBroker } from './broker/channel-broker.ports';
import { RedisChannelBroker } from './broker/channel-broker.redis';
import { RevokedIds } from './connection/revoked-ids';
import { MemoryChannelDirectory } from './directory/channel-directory.memory';
import type { ChannelDirectory } from './directory/channel-directory.ports';
import { RedisChannelDirectory } from './directory/channel-directory.redis';
import type { GatewayConfig } from './gateway.config';
import { HubSources } from './hub/hub.ports';
import type { GatewayLimits } from './limits/gateway-limits';
import { MemorySharedCounts } from './limits/shared-counts.memory';
import type { SharedCounts } from './limits/shared-counts.ports';
import { RedisSharedCounts } from './limits/shared-counts.redis';
import { NodeGuards, type NodeSettings } from './node-parts';
import type { ProcessesConfig } from './processes/processes.config';
import { TrustedProxies } from './proxies/trusted-proxies';
import type { ListenSettings } from './sockets/socket-server.ports';
import type { TlsConfig } from './tls/tls.config';
import type { PusherApps } from './apps/pusher-app';

/** With Redis this process is one node of several, without it the only one. */
export function chooseBroker(redis?: RedisConnections): ChannelBroker {
  if (!redis) return new MemoryChannelBroker();
  return new RedisChannelBroker(redis.commands, () => redis.open('subscriber', { isReader: true }));
}

/** Broker and directory keep their order in the same log. */
export function chooseDirectory(
  broker: ChannelBroker,
  clock: Clock,
  redis?: RedisConnections,
): ChannelDirectory {
  if (redis && broker instanceof RedisChannelBroker) {
    return new RedisChannelDirectory(redis.commands, broker);
  }
  return new MemoryChannelDirectory(broker as MemoryChannelBroker, () => clock.now());
}

/**
 * Failed authentications are counted together with those at the API, where this gateway belongs to one; else over the
 * gateways that have the same apps.
 */
export function chooseFailureCounts(
  { apps }: NodeSettings,
  ofInstallation?: RateLimits,
  redis?: RedisConnections,
): RateLimits {
  return ofInstallation ?? new FlexibleRateLimits(apps.all[0]?.secret ?? '', redis?.commands);
}

/** Counts leave a process under keys hashed with a secret that all processes of this installation share. */
export function chooseCounts(
  clock: Clock,
  lifecycle: Lifecycle,
  { fleet, apps }: NodeSettings,
  redis?: RedisConnections,
): SharedCounts {
  if (!redis) return new MemorySharedCounts();
  const secret = fleet?.live.grantKeys[0] ?? apps.all[0]?.secret ?? '';
  const settings = { secret, now: () => clock.now() };
  const counts = new RedisSharedCounts(redis.commands, () => redis.open('counts subscriber'), settings);
  counts.start();
  lifecycle.onStop('flush', 'connection counts', () => counts.stop());
  return counts;
}

export function chooseSources(
  positions?: LastPositions,
  linkPositions?: LinkPositions,
  linkAccess?: LinkAccess,
  groupMembers?: GroupMembers,
): HubSources | undefined {
  if (!positions || !linkPositions || !linkAccess || !groupMembers) return undefined;
  return new HubSources(positions, linkPositions, linkAccess, groupMembers);
}

/** @throws StartRefused if only one of the TLS files is given */
export function listenSettings(
  config: GatewayConfig,
  tls: TlsConfig,
  { sharePort: sharesPort }: ProcessesConfig,
): ListenSettings {
  const { port, maxBufferedBytes } = config;
  const maxFrameBytes = Math.max(config.maxFrameBytes, frameBytesFor(config));
  const maxBodyBytes = Math.max(config.maxBodyBytes, bodyBytesFor(config));
  return {
    port,
    maxFrameBytes,
    maxBufferedBytes,
    maxBodyBytes,
    sharesPort,
    tls: tlsSettingsOf(tls, 'GATEWAY'),
  };
}

/** @throws StartRefused if a Pusher app has the key of our own */
export function fleetParts(apps: PusherApps, live?: LiveConfig, sources?: HubSources): NodeSettings['fleet'] {
  if (live && apps.withKey(live.appKey)) {
    throw new StartRefused('An app of PUSHER_APPS has the key of LIVE_APP_KEY: change one of them');
  }
  return live && sources ? { live, sources } : null;
}

/** The settings that the guards of a node need. */
export class GuardConfigs {
  constructor(
    readonly tls: TlsConfig,
    readonly bearers: BearersConfig,
    readonly http: Pick<HttpConfig, 'trustedProxies'>,
  ) {}
}

/** The parts of the process that the guards of a node need. */
export class GuardParts {
  constructor(
    readonly clock: Clock,
    readonly security: SecurityEvents,
    /** Of the API, where it is in this process. */
    readonly bearers: BearerCheck | null = null,
  ) {}
}

/** @throws StartRefused for a trusted proxy that can't be read */
export function createGuards(
  { tls: { requireTls }, bearers: { apiUrl }, http: { trustedProxies } }: GuardConfigs,
  limits: GatewayLimits,
  { clock, security, bearers: ofProcess }: GuardParts,
  live?: LiveConfig,
): NodeGuards {
  const now = (): number => clock.now();
  const revocations = new RevokedIds(now);
  const bearers =
    apiUrl && live
      ? new ApiBearerCheck({ apiUrl, appKey: live.appKey, grantKeys: live.grantKeys, now }, revocations)
      : ofProcess;
  // The Pusher server alone serves whom its operator lets reach it, as its peers do.
  const settings = { requireTls, refusesPublicPlain: live !== undefined, checksBearers: bearers !== null };
  const admission = new AdmitClients(limits, TrustedProxies.parse(trustedProxies), settings, clock);
  return new NodeGuards(limits, admission, revocations, bearers, security);
}
