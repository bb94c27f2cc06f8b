import { ApiSchema, PickType } from '@nestjs/swagger';
import { PRINCIPAL_KINDS, type Principal } from '@yipii/domain';
import { IdField, ObjectField, OneOfField, TextField, TimeField } from '@yipii/platform';
import { UserView } from '../people/user.schema';

class CallerAccount {
  @TextField() readonly key!: string;
  @TextField() readonly name!: string;
}

class CallerUser extends PickType(UserView, ['email', 'name', 'role', 'group_ids']) {}

@ApiSchema({ name: 'Caller' })
export class CallerView {
  @OneOfField(PRINCIPAL_KINDS) readonly type!: Principal['kind'];
  @TextField() readonly id!: string;
  @ObjectField(CallerAccount, { list: {} }) readonly accounts!: readonly CallerAccount[];
  @TextField({ list: {} }) readonly scopes!: readonly string[];
  @IdField({ list: {}, nullable: true, description: 'The assets it is restricted to; null: all.' })
  readonly asset_ids!: readonly number[] | null;
  @TimeField({ nullable: true, description: 'null: no end is set.' })
  readonly expires_at!: string | null;
  @ObjectField(CallerUser, { nullable: true, description: 'Whose session it is; null for programs.' })
  readonly user!: CallerUser | null;
}
