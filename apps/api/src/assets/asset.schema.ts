import { ApiSchema } from '@nestjs/swagger';
import { IntegerField, RegistryView, TextField, viewBy } from '@yipii/platform';

/** An asset as REST shows it. */
@ApiSchema({ name: 'Asset' })
export class AssetView extends RegistryView {
  @TextField({ nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField() readonly name!: string;
  @TextField({ nullable: true }) readonly plate!: string | null;
  @TextField({ nullable: true }) readonly icon!: string | null;
  @IntegerField({ min: 1, max: 2_147_483_647 }) readonly offline_after_seconds!: number;
}

export const assetView = viewBy(AssetView);
