import { Asset, AssetRepository } from '@yipii/persistence';
import { TextField } from '@yipii/platform';
import { inGroup } from '../groups/asset-group.sql';
import { OfAssetsQuery, type Resource } from '../registry/resource';
import { tellLinksOfAsset } from '../tracking-links/tell-link';
import { AssetInput, AssetView } from './asset.schema';

export class AssetQuery extends OfAssetsQuery {
  @TextField({ optional: true, max: 50, description: 'Only assets of this type.' })
  readonly type?: string;
  @TextField({ optional: true, max: 50, description: 'Only the one with this plate.' })
  readonly plate?: string;
}

export const assets: Resource<AssetView> = {
  path: 'asset',
  kind: 'asset',
  entity: Asset,
  view: AssetView,
  input: AssetInput,
  query: AssetQuery,
  announced: 'asset',
  ofWholeAccount: false,
  change: async (tx, _caller, { before, after }) => {
    // Viewers of its links do not see it off duty, nor once it is gone.
    const old = before as Asset | null;
    if (old && old.offDuty !== after?.offDuty) await tellLinksOfAsset(tx, old.id);
    return {};
  },
  release: (tx, id) => new AssetRepository().release(tx, id),
  where: ({ group_id: groupId, type, plate }) => ({
    ...(groupId !== undefined && { id: inGroup(groupId) }),
    ...(type !== undefined && { type }),
    ...(plate !== undefined && { plate }),
  }),
};
