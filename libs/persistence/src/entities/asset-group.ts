import { Column, Entity } from 'typeorm';
import { CachedEntity } from './registry-entity';

/** Assets under a name, for channels, rules, roles and filters. Its members are in `asset_group_member`; its version counts their changes, too. */
@Entity({ name: 'asset_group' })
export class AssetGroup extends CachedEntity {
  @Column({ type: 'text' })
  name!: string;
}
