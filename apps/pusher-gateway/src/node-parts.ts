import type { LiveConfig, Clock, SecurityEvents } from '@yipii/platform';
import type { AdmitClients } from './admission/admit-clients';
import type { PusherApps } from './apps/pusher-app';
import type { BearerCheck } from './bearers/bearer-check.ports';
import type { ChannelBroker } from './broker/channel-broker.ports';
import type { RevokedIds } from './connection/revoked-ids';
import type { ChannelDirectory } from './directory/channel-directory.ports';
import type { GatewayConfig } from './gateway.config';
import type { HubSources } from './hub/hub.ports';
import type { Scheduler } from './hub/scheduler.ports';
import type { GatewayLimits } from './limits/gateway-limits';
import type { ListenSettings } from './sockets/socket-server.ports';
import type { TellWebhooks } from './webhooks/tell-webhooks';

/** What a node serves. */
export class NodeSettings {
  constructor(
    readonly config: GatewayConfig,
    readonly listen: ListenSettings,
    readonly apps: PusherApps,
    /** Null: this gateway serves Pusher apps only. */
    readonly fleet: FleetParts | null,
  ) {}
}

/** Our own app, on gateways that serve it. */
export interface FleetParts {
  readonly live: Pick<LiveConfig, 'appKey' | 'grantKeys'>;
  readonly sources: HubSources;
}

/** The ports of a node to the outside world. */
export class NodePorts {
  constructor(
    readonly broker: ChannelBroker,
    readonly directory: ChannelDirectory,
    readonly clock: Clock,
    readonly scheduler: Scheduler,
    readonly webhooks: TellWebhooks,
  ) {}
}

/** The guards that decide whom to admit. */
export class NodeGuards {
  constructor(
    readonly limits: GatewayLimits,
    readonly admission: AdmitClients,
    readonly revocations: RevokedIds,
    /** Null: bearer tokens of upgrades are ignored. */
    readonly bearers: BearerCheck | null,
    readonly security: Pick<SecurityEvents, 'tell'>,
  ) {}
}

/** The parts of a node, chosen by the environment. */
export interface NodeParts {
  readonly settings: NodeSettings;
  readonly ports: NodePorts;
  readonly guards: NodeGuards;
}
