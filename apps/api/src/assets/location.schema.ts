import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { STATUSES, type LocationUpdate } from '@yipii/domain';
import {
  BooleanField,
  IdField,
  IntegerField,
  NumberField,
  ObjectField,
  OneOfField,
  TextField,
  TimeField,
} from '@yipii/platform';

const MAX_IDS = 1_000;
const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER };

@ApiSchema({ name: 'Address' })
export class AddressView {
  @TextField({ nullable: true }) readonly street!: string | null;
  @TextField({ nullable: true }) readonly town!: string | null;
  @TextField({ nullable: true }) readonly postcode!: string | null;
  @TextField({ nullable: true, description: 'ISO 3166-1 alpha-2' }) readonly country!: string | null;
  @TextField() readonly formatted!: string;
}

/** The position object that channels, REST and webhooks share. */
@ApiSchema({ name: 'LocationUpdate' })
export class LocationView implements LocationUpdate {
  @IdField() readonly assetId!: number;
  @TextField() readonly name!: string;
  @TimeField({ description: 'When the device took the fix.' }) readonly timestamp!: string;
  @TimeField() readonly receivedAt!: string;
  @IntegerField({ ...COUNT, description: 'Counts the streamed positions of the asset.' })
  readonly seq!: number;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lat!: number;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lng!: number;
  @NumberField({ nullable: true, description: 'm' }) readonly altitude!: number | null;
  @NumberField({ nullable: true, description: 'km/h' }) readonly speed!: number | null;
  @NumberField({ nullable: true, description: '0–359, clockwise from north; kept while stopped' })
  readonly heading!: number | null;
  @NumberField({ nullable: true, description: 'm' }) readonly accuracy!: number | null;
  @IntegerField({ ...COUNT, nullable: true }) readonly satellites!: number | null;
  @OneOfField(STATUSES) readonly status!: LocationUpdate['status'];
  @BooleanField({ nullable: true }) readonly ignition!: boolean | null;
  @NumberField({ nullable: true, description: 'km' }) readonly odometerKm!: number | null;
  @ObjectField(AddressView, { nullable: true }) readonly address!: AddressView | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  })
  readonly attributes!: LocationUpdate['attributes'];
}

export class LocationQuery {
  @IdField({ list: { min: 1, max: MAX_IDS }, optional: true, description: 'Comma-separated.' })
  readonly asset_ids?: readonly number[];
  @IdField({ optional: true, description: 'Only those of the assets of this group.' })
  readonly group_id?: number;
  @TimeField({ optional: true, description: 'Only those that were received at this time or later.' })
  readonly updated_since?: string;
}
