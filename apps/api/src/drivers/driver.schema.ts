import { ApiSchema } from '@nestjs/swagger';
import { inputOf, ObjectField, OneOfField, RegistryView, TextField } from '@yipii/platform';

class DriverIdentifier {
  @OneOfField(['ibutton', 'rfid']) readonly type!: 'ibutton' | 'rfid';
  @TextField({
    pattern: /^[0-9A-Za-z]{4,64}$/,
    demand: 'must be 4 to 64 letters and digits',
    description: 'In any case; kept in capitals.',
  })
  readonly value!: string;
}

@ApiSchema({ name: 'Driver' })
export class DriverView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Their id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @ObjectField(DriverIdentifier, { list: { max: 20 }, default: [], optional: false })
  readonly identifiers!: readonly DriverIdentifier[];
}

@ApiSchema({ name: 'DriverInput' })
export class DriverInput extends inputOf(DriverView, ['external_id', 'name', 'identifiers']) {}
