import { Column, Entity } from 'typeorm';
import { CachedEntity } from './registry-entity';

/**
 * A named set of assets, for channels, rules, roles and filters. Its members are in `asset_group_member`; changing
 * them also increments its version.
 */
@Entity({ name: 'asset_group' })
export class AssetGroup extends CachedEntity {
  @Column({ type: 'text' })
  name!: string;
}
