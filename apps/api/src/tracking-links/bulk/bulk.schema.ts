import { ApiSchema } from '@nestjs/swagger';
import { IdField, IntegerField, ObjectField } from '@yipii/platform';
import { TrackingLinkCreation } from '../tracking-link.schema';

export const MAX_LINKS = 500;

@ApiSchema({ name: 'TrackingLinkBulk' })
export class TrackingLinkBulk {
  @IdField({
    ...{ nullable: true, optional: true, example: null },
    description: 'Of the template of all links that name none themselves.',
  })
  readonly template_id?: number | null;
  @ObjectField(TrackingLinkCreation, { list: { min: 1, max: MAX_LINKS } })
  readonly links!: readonly TrackingLinkCreation[];
}

@ApiSchema({ name: 'LinksOfAsset' })
export class LinksOfAssetInput {
  @IdField() readonly asset_id!: number;
}

@ApiSchema({ name: 'DisabledLinks' })
export class DisabledLinksView {
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'How many were not disabled before.' })
  readonly disabled!: number;
}
