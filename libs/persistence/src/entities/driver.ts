import { Column, Entity } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/** A driver. The ids by which vehicles recognise them are in `driver_identifier`. */
@Entity({ name: 'driver' })
export class Driver extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;
}
