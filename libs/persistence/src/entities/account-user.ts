import type { Role } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/** A person who may sign in to an account, as far as its owners see it; the rest is the worker's. */
@Entity({ name: 'account_user' })
export class AccountUser extends RegistryEntity {
  /** Unique in the installation, whatever its case. */
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: Role;

  /** Whether it sees the assets of its groups only. */
  @Column({ name: 'is_limited', type: 'boolean' })
  isLimited!: boolean;
}
