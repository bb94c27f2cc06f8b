import { Column, Entity } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/** What viewers of tracking links see of an account. The logo is in `brand_logo`. */
@Entity({ name: 'brand' })
export class BrandRow extends RegistryEntity {
  /** What stands for it outside. */
  @Column({ type: 'uuid' })
  uuid!: string;

  @Column({ type: 'text' })
  name!: string;

  /** This and the next one as REST has them. */
  @Column({ type: 'jsonb', nullable: true })
  colors!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  contact!: object | null;

  @Column({ name: 'privacy_text', type: 'text', nullable: true })
  privacyText!: string | null;

  /** Origins of pages that may show links in a frame. */
  @Column({ name: 'embed_origins', type: 'text', array: true })
  embedOrigins!: string[];
}
