import { ApiProperty, ApiSchema, PickType } from '@nestjs/swagger';
import { IdField, IntegerField, ObjectField, TextField, TimeField, BooleanField } from '@yipii/platform';
import { AlertRuleInput } from './alert-rule.schema';

@ApiSchema({ name: 'AlertPreviewInput' })
export class AlertPreviewInput extends PickType(AlertRuleInput, ['type', 'parameters', 'schedule']) {
  @IdField({
    ...{ list: { min: 1, max: 10 }, example: [1042] },
    description: 'The assets whose last positions it is tried on.',
  })
  readonly asset_ids!: readonly number[];
  @IntegerField({ min: 1, max: 168, default: 168, description: 'How far back it is tried.' })
  readonly hours!: number;
}

@ApiSchema({ name: 'PreviewedAlert' })
export class PreviewedAlertView {
  @IdField() readonly assetId!: number;
  @TextField({ example: 'geofence.entered' }) readonly type!: string;
  @TimeField() readonly triggeredAt!: string;
  @TimeField({ nullable: true, description: 'Null: it would not be over, or is of an instant.' })
  readonly clearedAt!: string | null;
  @ApiProperty({
    ...{ type: 'object', additionalProperties: true, description: 'By its type.' },
    example: { geofenceId: 31, geofenceName: 'Depot' },
  })
  readonly data!: Readonly<Record<string, unknown>>;
}

@ApiSchema({ name: 'AlertPreview' })
export class AlertPreviewView {
  @ObjectField(PreviewedAlertView, { list: {} }) readonly alerts!: readonly PreviewedAlertView[];
  @BooleanField({ description: 'Whether there were more positions than are tried: the oldest are left out.' })
  readonly is_partial!: boolean;
}
