import { ApiSchema } from '@nestjs/swagger';
import { ROLES, type Role } from '@yipii/domain';
import { IdField, inputOf, OneOfField, patchOf, RegistryView, TextField, TimeField } from '@yipii/platform';

/** Groups that a user may be limited to. */
const MAX_GROUPS = 100;
const GROUPS = 'The groups whose assets the user sees; null: all assets. Owners see all.';

@ApiSchema({ name: 'User' })
export class UserView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ max: 254 }) readonly email!: string;
  @TextField({ min: 1, max: 100 }) readonly name!: string;
  @OneOfField(ROLES) readonly role!: Role;
  @IdField({ list: { max: MAX_GROUPS }, nullable: true, description: GROUPS })
  readonly group_ids!: readonly number[] | null;
}

@ApiSchema({ name: 'UserInput' })
export class UserInput extends inputOf(UserView, ['external_id', 'name', 'role', 'group_ids']) {}

@ApiSchema({ name: 'UserPatch' })
export class UserPatch extends patchOf(UserInput) {}

@ApiSchema({ name: 'Invitation' })
export class InvitationView extends RegistryView {
  @TextField({ min: 3, max: 254 }) readonly email!: string;
  @OneOfField(ROLES, { example: 'viewer' }) readonly role!: Role;
  @IdField({ list: { max: MAX_GROUPS }, nullable: true, description: GROUPS })
  readonly group_ids!: readonly number[] | null;
  @TimeField() readonly expires_at!: string;
}

@ApiSchema({ name: 'InvitationInput' })
export class InvitationInput extends inputOf(InvitationView, ['email', 'role', 'group_ids']) {}
