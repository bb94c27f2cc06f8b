import { ApiSchema } from '@nestjs/swagger';
import { IdField, inputOf, RegistryView, TextField } from '@yipii/platform';

/** Members of a group; as many assets as an account may reasonably have. */
const MAX_MEMBERS = 10_000;

@ApiSchema({ name: 'AssetGroup' })
export class AssetGroupView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @IdField({
    list: { max: MAX_MEMBERS },
    default: [],
    optional: false,
    description: 'Its members that you may see.',
  })
  readonly asset_ids!: readonly number[];
}

@ApiSchema({ name: 'AssetGroupInput' })
export class AssetGroupInput extends inputOf(AssetGroupView, ['external_id', 'name', 'asset_ids']) {}
