import { isAccessRevoked, type AccessRevoked } from './events/access-revoked';
import { completeAlertTriggered, isAlertTriggered, type AlertTriggered } from './events/alert-triggered';
import type { Parsed } from './events/guards';
import { completeLinkChanged, isLinkChanged, type LinkChanged } from './events/link-changed';
import { completeLinkLocation, isLinkLocation, type LinkLocation } from './events/link-location';
import {
  completePositionEnriched,
  isPositionEnriched,
  type PositionEnriched,
} from './events/position-enriched';
import {
  completePositionQuarantined,
  isPositionQuarantined,
  type PositionQuarantined,
} from './events/position-quarantined';
import {
  completePositionReceived,
  isPositionReceived,
  type PositionReceived,
} from './events/position-received';
import { isRegistryChanged, type RegistryChanged } from './events/registry-changed';
import { completeStatusChanged, isStatusChanged, type StatusChanged } from './events/status-changed';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The data flow as a table: who writes what, who reads it, by which key it is ordered and how long it
 * is kept. Every message is an `Envelope` with the event in it. A topic is `<entity>.<past-tense>.v<N>`; a breaking change is a new version.
 */
export interface Topic<Event> {
  readonly name: string;
  /** The app that writes it. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** What the message key is, and the event's subject; order is kept per key. */
  readonly key: string;
  /** `group`: each group sees a message once. `replicas`: every process sees it. */
  readonly delivery: 'group' | 'replicas';
  readonly retentionMs: number;
  /** Topics with the same class have the same number of partitions for life. */
  readonly partitions: 'positions' | 'few';
  /** Each event belongs to an account: one that does not is none of the topic. */
  readonly owned?: true;
  /** Guard of a complete event; unknown fields are ignored. */
  readonly accepts: (value: unknown) => value is Event;
  /** Sets what an older version left out: null, or a default that the event's type names. */
  readonly complete?: (event: Parsed) => void;
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
    owned: true,
    accepts: isPositionReceived,
    complete: completePositionReceived,
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
    complete: completePositionQuarantined,
  } satisfies Topic<PositionQuarantined>,
  positionEnriched: {
    name: 'position.enriched.v1',
    from: ['enrichment'],
    to: ['enrichment (history)', 'pusher-gateway', 'link-session', 'alerting'],
    key: 'asset id',
    delivery: 'group',
    retentionMs: 72 * HOUR_MS,
    partitions: 'positions',
    owned: true,
    accepts: isPositionEnriched,
    complete: completePositionEnriched,
  } satisfies Topic<PositionEnriched>,
  statusChanged: {
    name: 'status.changed.v1',
    from: ['enrichment'],
    to: ['pusher-gateway'],
    key: 'asset id',
    delivery: 'group',
    retentionMs: 72 * HOUR_MS,
    partitions: 'positions',
    owned: true,
    accepts: isStatusChanged,
    complete: completeStatusChanged,
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
    complete: completeLinkLocation,
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
    complete: completeLinkChanged,
  } satisfies Topic<LinkChanged>,
  alertTriggered: {
    name: 'alert.triggered.v1',
    from: ['alerting'],
    to: ['pusher-gateway', 'consumers of the company'],
    key: 'asset id',
    delivery: 'group',
    retentionMs: 14 * DAY_MS,
    partitions: 'positions',
    owned: true,
    accepts: isAlertTriggered,
    complete: completeAlertTriggered,
  } satisfies Topic<AlertTriggered>,
  accessRevoked: {
    name: 'access.revoked.v1',
    from: ['api', 'link-session'],
    to: ['pusher-gateway', 'api', 'link-session'],
    key: 'id of what was revoked',
    delivery: 'replicas',
    retentionMs: 7 * DAY_MS,
    partitions: 'few',
    accepts: isAccessRevoked,
  } satisfies Topic<AccessRevoked>,
  registryChanged: {
    name: 'registry.changed.v1',
    from: ['api'],
    to: ['ingestion', 'enrichment', 'pusher-gateway', 'api', 'alerting'],
    key: '<kind>:<id>',
    delivery: 'replicas',
    retentionMs: 7 * DAY_MS,
    partitions: 'few',
    accepts: isRegistryChanged,
  } satisfies Topic<RegistryChanged>,
} as const;

/** The event type that travels in a topic. */
export type EventOf<T> = T extends Topic<infer Event> ? Event : never;
