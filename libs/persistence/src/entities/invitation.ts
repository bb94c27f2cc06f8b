import type { Role } from '@yipii/domain';
import { Column, Entity } from 'typeorm';
import { bigintArrayColumn } from './columns';
import { AccountEntity } from './registry-entity';

/** An invitation that has not been accepted. */
@Entity({ name: 'invitation' })
export class Invitation extends AccountEntity {
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  role!: Role;

  /** The groups whose assets the user will see; null: all assets. */
  @Column({ ...bigintArrayColumn, name: 'group_ids', nullable: true })
  groupIds!: number[] | null;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
