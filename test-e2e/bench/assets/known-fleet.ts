import type { AlertRule, Fence } from '@yipii/domain';
import { prepareFence } from '@yipii/domain';
import type { EventAccount } from '@yipii/protocol';
import { NOON } from '@yipii/testing';

/** What a service knows, and who of it reports. */
export interface FleetSize {
  readonly known: number;
  readonly reporting: number;
}

/** One service with the assets that it knows. */
export interface ServiceOfFleet {
  /** Makes the assets known to it, as they are hours after each has reported; returns of how many it keeps something. */
  learn(): Promise<number>;
  /** Prepares what a second brings: a position of each asset that reports. What it returns handles that, and is measured. */
  second(): () => Promise<void>;
}

export const PARTITIONS = 12;
const ASSETS_OF_AN_ACCOUNT = 1_000;
const FENCES_OF_AN_ACCOUNT = 10;
const TIMES = { schedule: null, cooldownSeconds: 60, maxAgeSeconds: null, since: NOON - 1 } as const;
const NEAR = { fences: 'all', hysteresisM: 20, maxAccuracyM: 100 } as const;

/** Assets are 1 to `known`; those that report lie evenly among them. */
export function reportingAssets({ known, reporting }: FleetSize): readonly number[] {
  return Array.from({ length: reporting }, (_, i) => 1 + Math.floor((i * known) / reporting));
}

export function assetsOfPartition({ known }: FleetSize, partition: number): readonly number[] {
  const count = Math.floor((known - partition - 1) / PARTITIONS) + 1;
  return Array.from({ length: count }, (_, i) => 1 + partition + i * PARTITIONS);
}

export function partitionOf(assetId: number): number {
  return (assetId - 1) % PARTITIONS;
}

export function accountOf(assetId: number): EventAccount {
  const id = 1 + Math.floor(assetId / ASSETS_OF_AN_ACCOUNT);
  return { id, key: `account-${id}` };
}

export function assetsOfAccount(accountId: number): readonly number[] {
  return Array.from({ length: ASSETS_OF_AN_ACCOUNT }, (_, i) => (accountId - 1) * ASSETS_OF_AN_ACCOUNT + i);
}

/** Four rules that all assets of an account have. */
export function rulesOfAccount(): readonly AlertRule[] {
  const conditions: readonly AlertRule['condition'][] = [
    { type: 'geofence.entered', ...NEAR },
    { type: 'geofence.dwelled', ...NEAR, dwellSeconds: 300 },
    {
      ...{ type: 'speed.exceeded', limit: { by: 'fixed', kmh: 110 } },
      ...{ hysteresisKmh: 3, minSeconds: 10, maxAccuracyM: 100 },
    },
    { type: 'device.offline', afterSeconds: 86_400 },
  ];
  return conditions.map((condition, i) => ({
    ...{ id: i + 1, name: 'Rule', severity: 'warning', condition },
    ...TIMES,
  }));
}

export function fencesOfAccount(): readonly Fence[] {
  return Array.from({ length: FENCES_OF_AN_ACCOUNT }, (_, i) =>
    prepareFence({
      ...{ id: i + 1, name: `Fence ${i}`, since: NOON - 1, radiusM: 200, widthM: null },
      geometry: { type: 'Point', coordinates: [11.9 + i / 20, 57.7] },
    }),
  );
}
