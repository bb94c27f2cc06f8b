import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { StreetMap } from '@yipii/domain';
import { loadStreetMap } from '@yipii/geo';
import { withConnection } from '@yipii/platform';
import { topics, type Envelope, type PositionEnriched } from '@yipii/protocol';
import { EnrichedDay } from '../enrichment/enrich-day';
import { readTopic } from './read-topic';

/** What enrichment has left: every event once, and rows, all as text in an order of their own. */
export interface LeftBehind {
  readonly enriched: readonly string[];
  readonly history: readonly string[];
  readonly trips: readonly string[];
  readonly stops: readonly string[];
}

/** What one enrichment that nothing disturbs makes of all that was received. */
export async function undisturbedRun(broker: string): Promise<LeftBehind> {
  const frames = await readTopic(broker, topics.positionReceived);
  const day = new EnrichedDay(await townsOnly());
  await day.run(frames);
  const enriched = distinct(day.written.enriched);
  const journeys = frames.length === 0 ? [] : day.journeys();
  return {
    enriched,
    history: enriched.map((text) => historyOf(JSON.parse(text) as Envelope<PositionEnriched>)).sort(),
    trips: journeys
      .flatMap(([assetId, leg]) =>
        leg.kind === 'trip'
          ? [[assetId, leg.start.at, leg.over ? leg.end.at : null, leg.distanceKm, leg.idlingSeconds].join()]
          : [],
      )
      .sort(),
    stops: journeys
      .flatMap(([assetId, leg]) =>
        leg.kind === 'stop' ? [[assetId, leg.start.at, leg.endedAt, leg.idlingSeconds].join()] : [],
      )
      .sort(),
  };
}

/** What is really there. */
export function leftBehind(broker: string, databaseUrl: string): Promise<LeftBehind> {
  return withConnection(databaseUrl, 'yipii_test', async (client) => {
    const rows = async (sql: string) => {
      const { rows: found } = await client.query<{ row: string }>(sql);
      return found.map(({ row }) => row).sort();
    };
    return {
      enriched: distinct(await readTopic(broker, topics.positionEnriched)),
      history: await rows(
        `SELECT concat_ws(',', event_id, asset_id, coalesce(seq::text, unstreamed)) AS row FROM position`,
      ),
      trips: await rows(
        `SELECT concat(asset_id, ',', ${ms('started_at')}, ',', ${ms('ended_at')}, ',', distance_km, ',', idling_seconds) AS row FROM trip`,
      ),
      stops: await rows(
        `SELECT concat(asset_id, ',', ${ms('started_at')}, ',', ${ms('ended_at')}, ',', idling_seconds) AS row FROM stop`,
      ),
    };
  });
}

/** The map of a cluster without STREETS. */
async function townsOnly(): Promise<StreetMap> {
  const cacheFolder = mkdtempSync(path.join(os.tmpdir(), 'yipii-towns-'));
  try {
    return await loadStreetMap({ cacheFolder, log: { log: () => undefined, warn: () => undefined } });
  } finally {
    rmSync(cacheFolder, { recursive: true });
  }
}

function historyOf({ id, event: { unstreamed, location } }: Envelope<PositionEnriched>): string {
  return [id, location.assetId, unstreamed ?? location.seq].join();
}

function distinct(events: readonly object[]): string[] {
  return [...new Set(events.map((event) => JSON.stringify(event)))].sort();
}

function ms(column: string): string {
  return `round(extract(epoch FROM ${column}) * 1000)`;
}
