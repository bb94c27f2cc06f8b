import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ALERT_CATEGORIES, ALERT_SEVERITIES, ALERT_TYPES } from '@yipii/domain';
import {
  BooleanField,
  IdField,
  NumberField,
  ObjectField,
  OneOfField,
  SeriesQuery,
  TextField,
  TimeField,
  UuidField,
} from '@yipii/platform';
import type { AlertData } from '@yipii/protocol';
import { AddressView } from '../assets/location.schema';

@ApiSchema({ name: 'AlertOfRule' })
class RuleView {
  @IdField({ description: 'Of the alert rule, or of the maintenance.' }) readonly id!: number;
  @TextField({ example: 'Depot' }) readonly name!: string;
}

@ApiSchema({ name: 'AlertPosition' })
class PositionView {
  @NumberField() readonly lat!: number;
  @NumberField() readonly lng!: number;
  @ObjectField(AddressView, { nullable: true }) readonly address!: AddressView | null;
}

/** The same object as on channels, in webhooks and in Kafka. */
@ApiSchema({ name: 'Alert' })
export class AlertView implements AlertData {
  @UuidField({ description: 'Names the incident, from its raise to its clear.' }) readonly id!: string;
  @IdField() readonly assetId!: number;
  @TextField({ example: 'Truck 7' }) readonly assetName!: string;
  @TextField({ example: 'geofence' }) readonly category!: string;
  @TextField({ example: 'geofence.entered' }) readonly type!: string;
  @TextField({ example: 'instant', description: 'instant, or condition: a clear follows.' })
  readonly lifetime!: string;
  @TextField({ example: 'raised', description: 'raised or cleared.' }) readonly state!: string;
  @TextField({ example: 'warning' }) readonly severity!: string;
  @TimeField() readonly triggeredAt!: string;
  @TimeField({ nullable: true, example: null }) readonly clearedAt!: string | null;
  @TimeField({ nullable: true, example: null }) readonly acknowledgedAt!: string | null;
  @TextField({ nullable: true, example: null }) readonly acknowledgedBy!: string | null;
  @TextField({ nullable: true, example: null }) readonly acknowledgementNote!: string | null;
  @BooleanField({ example: false, description: 'Whether it was found in records that were buffered.' })
  readonly delayed!: boolean;
  @ObjectField(RuleView) readonly rule!: RuleView;
  @ObjectField(PositionView, { nullable: true }) readonly position!: PositionView | null;
  @ApiProperty({
    ...{ type: 'object', additionalProperties: true, description: 'By its type.' },
    example: { geofenceId: 31, geofenceName: 'Depot' },
  })
  readonly data!: Readonly<Record<string, unknown>>;
}

export class AlertQuery extends SeriesQuery {
  @IdField({ optional: true, description: 'Only those of this asset.' }) readonly asset_id?: number;
  @IdField({ optional: true, description: 'Only those of assets of this group.' })
  readonly group_id?: number;
  @IdField({ optional: true, description: 'Only those of this rule or maintenance.' })
  readonly rule_id?: number;
  @OneOfField(ALERT_CATEGORIES, { optional: true }) readonly category?: string;
  @OneOfField(Object.keys(ALERT_TYPES), { optional: true }) readonly type?: string;
  @OneOfField(ALERT_SEVERITIES, { optional: true }) readonly severity?: string;
  @OneOfField(['raised', 'cleared'], { optional: true }) readonly state?: string;
  @BooleanField({ optional: true, description: 'Only those that somebody has acknowledged, or not.' })
  readonly acknowledged?: boolean;
}

@ApiSchema({ name: 'Acknowledgement' })
export class AcknowledgementInput {
  @TextField({ max: 1_000, nullable: true, optional: true, example: 'The driver is on his way.' })
  readonly note?: string | null;
}
