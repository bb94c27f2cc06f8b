import { ApiSchema } from '@nestjs/swagger';
import {
  ALERT_SEVERITIES,
  MAINTENANCE_BASES,
  type AlertSeverity,
  type MaintenanceBasis,
} from '@yipii/domain';
import {
  IdField,
  inputOf,
  NumberField,
  OneOfField,
  RegistryView,
  TextField,
  TimeField,
} from '@yipii/platform';

const NUMBER = { min: 0, max: 100_000_000, nullable: true } as const;

@ApiSchema({ name: 'Maintenance' })
export class MaintenanceView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200, example: 'Oil change' }) readonly name!: string;
  @IdField() readonly asset_id!: number;
  @OneOfField(ALERT_SEVERITIES, { default: 'warning', description: 'Of the alert when it is due.' })
  readonly severity!: AlertSeverity;
  @OneOfField(MAINTENANCE_BASES, { description: 'What it depends on.' }) readonly basis!: MaintenanceBasis;
  @NumberField({ ...NUMBER, example: 120_000, description: 'Odometer at which it is due; of that basis.' })
  readonly due_km!: number | null;
  @NumberField({ ...NUMBER, example: null, description: 'Engine hours at which it is due; of that basis.' })
  readonly due_hours!: number | null;
  @TimeField({ nullable: true, example: null, description: 'When it is due; of the basis `date`.' })
  readonly due_at!: string | null;
  @NumberField({
    ...{ min: 0, max: 1_000_000, default: 0, example: 1_000 },
    description:
      'Km, hours or days, by the basis: how long before that `maintenance.upcoming` is raised. 0: never.',
  })
  readonly warn_before!: number;
  @NumberField({
    ...{ min: 0.1, max: 10_000_000, nullable: true, example: 15_000 },
    description: 'Km, hours or days, by the basis, from one completion to the next. Null: once.',
  })
  readonly repeat_every!: number | null;
  @TimeField({ nullable: true, example: null, description: 'When it was done last.' })
  readonly completed_at!: string | null;
}

@ApiSchema({ name: 'MaintenanceInput' })
export class MaintenanceInput extends inputOf(MaintenanceView, [
  ...(['external_id', 'name', 'asset_id', 'severity', 'basis', 'due_km', 'due_hours', 'due_at'] as const),
  ...(['warn_before', 'repeat_every'] as const),
]) {}

@ApiSchema({ name: 'MaintenanceCompletion' })
export class CompletionInput {
  @TimeField({ optional: true, description: 'When it was done. Absent: now.' })
  readonly completed_at?: string;
  @NumberField({
    ...{ ...NUMBER, optional: true, nullable: false, example: 120_250 },
    description: 'Odometer or engine hours at which it was done. Absent: those of the last position.',
  })
  readonly reading?: number;
}
