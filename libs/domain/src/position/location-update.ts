import type { Natural } from '../natural';
import type { Attributes } from './tracker-record';

export const STATUSES = ['moving', 'idling', 'stopped', 'offline'] as const;
/** `moving`; `idling`: stands with the ignition on; `stopped`: stands without; `offline`: not heard of for a while. */
export type Status = (typeof STATUSES)[number];

export interface Address {
  readonly street: string | null;
  readonly town: string | null;
  readonly postcode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly formatted: string;
}

/**
 * A position as every client sees it: on channels, in REST answers, in Kafka and in webhooks.
 * Degrees WGS 84, km/h, m, km where the name ends in Km, ISO 8601 UTC with milliseconds.
 * What is unknown is null, never absent.
 */
export interface LocationUpdate {
  readonly assetId: Natural;
  readonly name: string;
  /** When the device took the fix. */
  readonly timestamp: string;
  readonly receivedAt: string;
  /** Counts the streamed positions of the asset. */
  readonly seq: Natural;
  readonly lat: number;
  readonly lng: number;
  readonly altitude: number | null;
  readonly speed: number | null;
  /** 0–359, kept while stopped. */
  readonly heading: number | null;
  readonly accuracy: number | null;
  readonly satellites: number | null;
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly odometerKm: number | null;
  readonly address: Address | null;
  readonly attributes: Attributes;
}
