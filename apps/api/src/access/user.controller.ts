import { Controller, Get } from '@nestjs/common';
import { credentialOf, NEVER, type Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, NeedsAnyScope } from '@yipii/platform';
import { userResource } from '../people/user.resource';
import { Registry } from '../registry/registry.ports';
import { CallerView } from './caller.schema';

@Controller('api/user')
export class UserController {
  constructor(private readonly registry: Registry) {}

  /** Who the credential stands for and what it may do. */
  @Get()
  @NeedsAnyScope('a caller may always ask who it is')
  @Describe({
    id: 'getCaller',
    summary: 'Who you are and what you may do',
    tag: 'access',
    answer: 'The caller',
    answers: dataOf(CallerView),
  })
  async caller(@Caller() principal: Principal): Promise<{ data: CallerView }> {
    const { account, scope, scopes, expiresAt } = principal;
    return {
      data: {
        type: principal.kind,
        id: credentialOf(principal).id,
        accounts: [account],
        scopes,
        asset_ids: scope.assets,
        expires_at: expiresAt === NEVER ? null : new Date(expiresAt).toISOString(),
        user: await this.user(principal),
      },
    };
  }

  private async user(principal: Principal): Promise<CallerView['user']> {
    if (principal.kind !== 'user') return null;
    const found = await this.registry.get(userResource(), principal.scope, Number(principal.userId));
    const { email, name, role, group_ids } = found;
    return { email, name, role, group_ids };
  }
}
