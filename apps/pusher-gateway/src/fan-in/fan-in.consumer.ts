import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import {
  topics,
  type AlertTriggered,
  type LinkLocation,
  type PositionEnriched,
  type StatusChanged,
} from '@yipii/protocol';
import { RelayAlerts } from './relay-alerts';
import { RelayLinkLocations } from './relay-link-locations';
import { RelayPositions, RelayStatuses } from './relay-positions';

/** Whether this process is a fan-in. */
export class FanInRole {
  constructor(readonly isOn: boolean) {}
}

const AS_FAN_IN = { group: 'gateway-fanin', when: FanInRole } as const;

@Controller()
export class FanInConsumer {
  constructor(
    private readonly positions: RelayPositions,
    private readonly statuses: RelayStatuses,
    private readonly links: RelayLinkLocations,
    private readonly alerts: RelayAlerts,
  ) {}

  @Consume(topics.positionEnriched, AS_FAN_IN)
  onPositions({ events }: Batch<PositionEnriched>): Promise<void> {
    return this.positions.run(events);
  }

  @Consume(topics.statusChanged, AS_FAN_IN)
  onStatuses({ events }: Batch<StatusChanged>): Promise<void> {
    return this.statuses.run(events);
  }

  @Consume(topics.linkLocation, AS_FAN_IN)
  onLinkLocations({ events }: Batch<LinkLocation>): Promise<void> {
    return this.links.run(events);
  }

  @Consume(topics.alertTriggered, AS_FAN_IN)
  onAlerts({ events }: Batch<AlertTriggered>): Promise<void> {
    return this.alerts.run(events);
  }
}
