import { Column, Entity } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/** Somebody who drives. What identifies them to a vehicle is in `driver_identifier`. */
@Entity({ name: 'driver' })
export class Driver extends RegistryEntity {
  @Column({ type: 'text' })
  name!: string;
}
