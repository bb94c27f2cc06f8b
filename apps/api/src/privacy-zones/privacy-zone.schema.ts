import { ApiSchema } from '@nestjs/swagger';
import { IdField, inputOf, NumberField, RegistryView, TextField } from '@yipii/platform';

@ApiSchema({ name: 'PrivacyZone' })
export class PrivacyZoneView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200, example: 'Home of Ona' }) readonly name!: string;
  @IdField({ nullable: true, description: 'The asset that is withheld there; null: all of them.' })
  readonly asset_id!: number | null;
  @NumberField({ min: -85, max: 85 }) readonly lat!: number;
  @NumberField({ min: -180, max: 180 }) readonly lng!: number;
  @NumberField({
    ...{ min: 100, max: 50_000, default: 300, optional: false },
    description:
      'm. Vehicles are withheld in a circle of one and a half times this radius around a centre that was moved at random.',
  })
  readonly radius_m!: number;
}

@ApiSchema({ name: 'PrivacyZoneInput' })
export class PrivacyZoneInput extends inputOf(PrivacyZoneView, [
  ...(['external_id', 'name', 'asset_id', 'lat', 'lng', 'radius_m'] as const),
]) {}
