import { ApiSchema } from '@nestjs/swagger';
import { trackerProtocols } from '@yipii/protocol';
import {
  IdField,
  inputOf,
  IntegerField,
  OneOfField,
  RegistryView,
  TextField,
  TimeField,
} from '@yipii/platform';

const SPEED_UNITS = ['kn', 'km/h', 'm/s', 'mph'];
const DAY_S = 86_400;
/** As trackers send it. */
const UNIQUE_ID = { pattern: /^[\x21-\x7e]{1,128}$/, demand: 'must be 1 to 128 printable ASCII characters' };

@ApiSchema({ name: 'Device' })
export class DeviceView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ ...UNIQUE_ID, description: 'What it identifies itself by, e.g. its IMEI.' })
  readonly unique_id!: string;
  @OneOfField(trackerProtocols.map(({ name }) => name), {
    nullable: true,
    description: 'The only protocol that it is heard by; null: any.',
  })
  readonly protocol!: string | null;
  @TextField({ max: 100, nullable: true }) readonly model!: string | null;
  @TextField({ max: 100, nullable: true, description: 'IANA name of the zone of its clock; null: UTC.' })
  readonly time_zone!: string | null;
  @IntegerField({
    ...{ min: -365 * DAY_S, max: 365 * DAY_S, default: 0, optional: false },
    description: 'Seconds that its clock is behind.',
  })
  readonly clock_offset_seconds!: number;
  @OneOfField(SPEED_UNITS, {
    nullable: true,
    description: 'In which it sends its speed where its protocol leaves that open.',
  })
  readonly speed_unit!: string | null;
  @TextField({
    ...{ max: 49, list: { min: 1, max: 32 }, nullable: true },
    description: 'The only networks that it is heard from, as CIDR, e.g. 203.0.113.0/24; null: any.',
  })
  readonly allowed_networks!: readonly string[] | null;
  @TimeField({ nullable: true, description: 'When its secret was set; null: it has none.' })
  readonly secret_set_at!: string | null;
  @IdField({ nullable: true, description: 'The asset that it is on now.' })
  readonly asset_id!: number | null;
}

@ApiSchema({ name: 'DeviceInput' })
export class DeviceInput extends inputOf(DeviceView, [
  ...(['external_id', 'unique_id', 'protocol', 'model', 'time_zone', 'clock_offset_seconds'] as const),
  ...(['speed_unit', 'allowed_networks', 'asset_id'] as const),
]) {
  @TextField({
    ...{ min: 8, max: 128, nullable: true, optional: true },
    pattern: /^[\x21-\x7e]*$/,
    demand: 'must be printable ASCII without spaces',
    description:
      'What its reports must carry, over HTTP: as password or bearer token in Authorization, or as secret in the query. Never shown.',
    example: null,
  })
  readonly secret?: string | null;
}

@ApiSchema({ name: 'UnregisteredDevice' })
export class UnregisteredDeviceView {
  @TextField({ description: 'As it was sent: a stranger’s text.' }) readonly unique_id!: string;
  @TextField() readonly protocol!: string;
  @TimeField() readonly first_seen!: string;
  @TimeField() readonly last_seen!: string;
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER }) readonly records!: number;
}
