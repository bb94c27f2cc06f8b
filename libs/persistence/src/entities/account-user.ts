import type { Role } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { RegistryEntity } from './registry-entity';

/**
 * A person who can sign in to an account, with the fields that its owners see; only the worker reads the others.
 */
@Entity({ name: 'account_user' })
export class AccountUser extends RegistryEntity {
  /** Unique in the installation, whatever its case. */
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: Role;

  /** Whether the user sees only the assets of their groups. */
  @Column({ name: 'is_limited', type: 'boolean' })
  isLimited!: boolean;
}
