import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { PublishPositions } from './positions/publish-positions';

@Controller()
export class LinkPositionConsumer {
  constructor(private readonly positions: PublishPositions) {}

  @Consume(topics.positionEnriched, { group: 'link-session' })
  onPositions({ events }: Batch<PositionEnriched>): Promise<void> {
    return this.positions.run(events);
  }
}
