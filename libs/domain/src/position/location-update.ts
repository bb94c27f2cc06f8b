import type { Natural } from '../natural';
import type { Attributes } from './tracker-record';

export const STATUSES = ['moving', 'idling', 'stopped', 'offline'] as const;
/**
 * `moving`; `idling`: stationary with the ignition on; `stopped`: stationary with it off; `offline`: silent for a
 * while.
 */
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
 * A position as all clients see it: on channels, in REST answers, in Kafka and in webhooks.
 * Degrees WGS 84, km/h, m, km where the name ends in Km, ISO 8601 UTC with milliseconds.
 * Every field is present, and null if unknown. `attributes` contains only what is known.
 */
export interface LocationUpdate {
  readonly assetId: Natural;
  readonly name: string;
  /** When the device took the fix. */
  readonly timestamp: string;
  readonly receivedAt: string;
  /** Number of the asset's streamed position, counted from 1. */
  readonly seq: Natural;
  readonly lat: number;
  readonly lng: number;
  readonly altitude: number | null;
  readonly speed: number | null;
  /** 0–359; keeps its value at a standstill. */
  readonly heading: number | null;
  readonly accuracy: number | null;
  readonly satellites: number | null;
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly odometerKm: number | null;
  readonly address: Address | null;
  readonly attributes: Attributes;
}
