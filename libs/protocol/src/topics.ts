import { isLinkChanged, type LinkChanged } from './events/link-changed';
import { isLinkLocation, type LinkLocation } from './events/link-location';
import { isPositionEnriched, type PositionEnriched } from './events/position-enriched';
import { isPositionQuarantined, type PositionQuarantined } from './events/position-quarantined';
import { isPositionReceived, type PositionReceived } from './events/position-received';
import { isAccessRevoked, type AccessRevoked } from './events/access-revoked';
import { isRegistryChanged, type RegistryChanged } from './events/registry-changed';
import { isStatusChanged, type StatusChanged } from './events/status-changed';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The data flow as a table: who writes what, who reads it, by which key it is ordered and how long it
 * is kept. A topic is `<entity>.<past-tense>.v<N>`; a breaking change is a new version.
 */
export interface Topic<Event> {
  readonly name: string;
  /** The app that writes it. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** What the message key is; order is kept per key. */
  readonly key: string;
  /** `group`: each group sees a message once. `replicas`: every process sees it. */
  readonly delivery: 'group' | 'replicas';
  readonly retentionMs: number;
  /** Topics with the same class have the same number of partitions for life. */
  readonly partitions: 'positions' | 'few';
  /** Guard of a parsed value; unknown fields are ignored. */
  readonly accepts: (value: unknown) => value is Event;
}

export const topics = {
  positionReceived: {
    name: 'position.received.v1',
    from: ['ingestion'],
    to: ['enrichment'],
    key: 'asset id',
    delivery: 'group',
    retentionMs: 72 * HOUR_MS,
    partitions: 'positions',
    accepts: isPositionReceived,
  } satisfies Topic<PositionReceived>,
  positionQuarantined: {
    name: 'position.quarantined.v1',
    from: ['ingestion'],
    to: ['operators'],
    key: 'device id',
    delivery: 'group',
    retentionMs: 7 * DAY_MS,
    partitions: 'few',
    accepts: isPositionQuarantined,
  } satisfies Topic<PositionQuarantined>,
  positionEnriched: {
    name: 'position.enriched.v1',
    from: ['enrichment'],
    to: ['enrichment (history)', 'pusher-gateway'],
    key: 'asset id',
    delivery: 'group',
    retentionMs: 72 * HOUR_MS,
    partitions: 'positions',
    accepts: isPositionEnriched,
  } satisfies Topic<PositionEnriched>,
  statusChanged: {
    name: 'status.changed.v1',
    from: ['enrichment'],
    to: ['pusher-gateway'],
    key: 'asset id',
    delivery: 'group',
    retentionMs: 72 * HOUR_MS,
    partitions: 'positions',
    accepts: isStatusChanged,
  } satisfies Topic<StatusChanged>,
  linkLocation: {
    name: 'link.location.v1',
    from: ['link-session'],
    to: ['pusher-gateway'],
    key: 'link uuid',
    delivery: 'group',
    retentionMs: HOUR_MS,
    partitions: 'positions',
    accepts: isLinkLocation,
  } satisfies Topic<LinkLocation>,
  linkChanged: {
    name: 'link.changed.v1',
    from: ['link-session'],
    to: ['pusher-gateway'],
    key: 'link uuid',
    delivery: 'replicas',
    retentionMs: 7 * DAY_MS,
    partitions: 'few',
    accepts: isLinkChanged,
  } satisfies Topic<LinkChanged>,
  accessRevoked: {
    name: 'access.revoked.v1',
    from: ['api'],
    to: ['pusher-gateway', 'api'],
    key: 'id of what was revoked',
    delivery: 'replicas',
    retentionMs: 7 * DAY_MS,
    partitions: 'few',
    accepts: isAccessRevoked,
  } satisfies Topic<AccessRevoked>,
  registryChanged: {
    name: 'registry.changed.v1',
    from: ['api'],
    to: ['ingestion', 'enrichment'],
    key: '<kind>:<id>',
    delivery: 'replicas',
    retentionMs: 7 * DAY_MS,
    partitions: 'few',
    accepts: isRegistryChanged,
  } satisfies Topic<RegistryChanged>,
} as const;

/** The event type that travels in a topic. */
export type EventOf<T> = T extends Topic<infer Event> ? Event : never;
