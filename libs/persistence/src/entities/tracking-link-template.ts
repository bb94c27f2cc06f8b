import { Column, Entity } from 'typeorm';
import { LinkSettingsEntity } from './link-settings-entity';

/** What makes tracking links alike; a link keeps what it was made with. */
@Entity({ name: 'tracking_link_template' })
export class TrackingLinkTemplate extends LinkSettingsEntity {
  @Column({ name: 'name_pattern', type: 'text' })
  namePattern!: string;

  @Column({ name: 'life_seconds', type: 'int', nullable: true })
  lifeSeconds!: number | null;
}
