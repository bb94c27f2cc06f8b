import { AssetGroup, AssetGroupMembers } from '@yipii/persistence';
import { InvalidFields } from '@yipii/platform';
import { RegistryQuery, type Resource } from '../registry/resource';
import { AssetGroupInput, AssetGroupView } from './asset-group.schema';

const members = new AssetGroupMembers();

export const assetGroups: Resource<AssetGroupView> = {
  path: 'asset-group',
  kind: 'asset_group',
  entity: AssetGroup,
  view: AssetGroupView,
  input: AssetGroupInput,
  query: RegistryQuery,
  announced: 'asset_group',
  ofWholeAccount: true,
  release: async (tx, id) => {
    await members.replace(tx, id, []);
  },
  related: (tx, ids) => members.of(tx, ids),
  relate: async (tx, id, { asset_ids: assetIds }) => {
    const unknown = await members.replace(tx, id, assetIds as readonly number[]);
    if (unknown.length > 0)
      throw new InvalidFields({ asset_ids: [`There is no asset ${unknown.join(', ')}.`] });
  },
};
