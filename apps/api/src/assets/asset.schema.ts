import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, inputOf, IntegerField, NumberField, RegistryView, TextField } from '@yipii/platform';

const MAX_INT = 2_147_483_647;

/** An asset as REST shows it. */
@ApiSchema({ name: 'Asset' })
export class AssetView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @TextField({ max: 50, nullable: true, description: 'What it is, in your words, e.g. truck.' })
  readonly type!: string | null;
  @TextField({ max: 50, nullable: true }) readonly plate!: string | null;
  @TextField({ max: 50, nullable: true }) readonly icon!: string | null;
  @IntegerField({
    ...{ min: 1, max: MAX_INT, default: 900, optional: false },
    description: 'Seconds without a sign of life after which it is offline.',
  })
  readonly offline_after_seconds!: number;
  @NumberField({
    ...{ min: -10_000_000, max: 10_000_000, default: 0, optional: false },
    description: 'km; added to what the odometer counts.',
  })
  readonly odometer_offset_km!: number;
  @NumberField({
    ...{ min: 1, max: 50, default: 5, optional: false },
    description: 'km/h; it moves from this speed on.',
  })
  readonly moving_from_kmh!: number;
  @NumberField({ min: 1, max: 1_000, nullable: true, description: 'km/h; null: that of the road.' })
  readonly speed_limit_kmh!: number | null;
  @BooleanField({ default: false, optional: false, description: 'Whether it is out of service for now.' })
  readonly off_duty!: boolean;
}

@ApiSchema({ name: 'AssetInput' })
export class AssetInput extends inputOf(AssetView, [
  ...([
    'external_id',
    'name',
    'type',
    'plate',
    'icon',
    'offline_after_seconds',
    'odometer_offset_km',
  ] as const),
  ...(['moving_from_kmh', 'speed_limit_kmh', 'off_duty'] as const),
]) {}
