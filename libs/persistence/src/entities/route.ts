import { Column, Entity } from 'typeorm';
import { bigintColumn } from './columns';
import { RegistryEntity } from './registry-entity';

/** Stops that an asset goes to in their order. They are in `route_stop`. */
@Entity({ name: 'route' })
export class RouteRow extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;

  /** Null: nobody drives it yet. */
  @Column({ ...bigintColumn, name: 'asset_id', nullable: true })
  assetId!: number | null;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt!: Date | null;
}
