import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type PositionEnriched, type RegistryChanged } from '@yipii/protocol';
import { AlertPartitions } from './alerts/alert-partitions';
import { ALERTING_GROUP } from './alerts/alert-states.postgres';
import { EvaluatePositions } from './alerts/evaluate-positions';
import { RuleBook } from './rules/rule-book';

/** The topics that decide about alerts. */
@Controller()
export class AlertPositionConsumer {
  constructor(
    private readonly evaluatePositions: EvaluatePositions,
    private readonly rules: RuleBook,
  ) {}

  @Consume(topics.positionEnriched, { group: ALERTING_GROUP, owner: AlertPartitions })
  enriched(batch: Batch<PositionEnriched>): Promise<void> {
    return this.evaluatePositions.run(batch);
  }

  @Consume(topics.registryChanged, { group: ALERTING_GROUP })
  async registryChanged({ events }: Batch<RegistryChanged>): Promise<void> {
    for (const event of events) await this.rules.changed(event);
  }
}
