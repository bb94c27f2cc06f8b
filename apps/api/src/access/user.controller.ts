import { Controller, Get } from '@nestjs/common';
import { credentialOf, type Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, NeedsAnyScope } from '@yipii/platform';
import { CallerView } from './caller.schema';

@Controller('api/user')
export class UserController {
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
  caller(@Caller() principal: Principal): { data: CallerView } {
    const { account, scope, scopes, expiresAt } = principal;
    return {
      data: {
        type: principal.kind,
        id: credentialOf(principal).id,
        accounts: [account],
        scopes,
        asset_ids: scope.assets,
        expires_at: new Date(expiresAt).toISOString(),
      },
    };
  }
}
