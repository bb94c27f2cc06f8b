import type { KeptPeriod } from '@yipii/persistence';
import type { EnrichmentConfig } from '../enrichment.config';

const DAY_MS = 86_400_000;

/** What is kept of history at `now` (epoch ms), and how much of it is packed. */
export function keptPeriod(now: number, { historyDays, packAfterDays }: EnrichmentConfig): KeptPeriod {
  return { keptFrom: now - historyDays * DAY_MS, rowsFrom: now - packAfterDays * DAY_MS };
}
