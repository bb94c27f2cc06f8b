import { IntegerSetting } from '@yipii/platform';

export class EnrichmentConfig {
  @IntegerSetting({
    env: 'ENRICHMENT_CHECKPOINT_MS',
    description:
      'Time in which the states of all assets are stored once, one partition after the other. A new owner of a partition repeats at most what came in since.',
    default: 5_000,
    min: 100,
  })
  readonly checkpointMs!: number;

  @IntegerSetting({
    env: 'ENRICHMENT_HISTORY_DAYS',
    description: 'How many days of positions, trips and stops are kept; older ones are dropped.',
    default: 60,
    min: 1,
  })
  readonly historyDays!: number;

  @IntegerSetting({
    env: 'ENRICHMENT_PACK_AFTER_DAYS',
    description:
      'How many days before the present one are kept as rows of `position`. Older ones are packed: a tenth of the room, but SQL does not read them. As many as ENRICHMENT_HISTORY_DAYS: nothing is packed.',
    default: 2,
    min: 1,
  })
  readonly packAfterDays!: number;
}
