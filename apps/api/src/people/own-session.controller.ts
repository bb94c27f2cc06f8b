import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, FromBody, isUuid, listOf, NeedsAnyScope, viewBy } from '@yipii/platform';
import type { Request, Response } from 'express';
import { Refusal } from '../errors';
import { BrowserSession } from './browser-session.http';
import { ChangePassword } from './change-password';
import { demandUser } from './demand-user';
import { ChangePasswordInput, SignedInView, UserSessionView } from './session.schema';
import { Sessions } from './sessions.ports';

const OWN = 'it is the caller’s own';
const tag = 'session';
const sessionView = viewBy(UserSessionView);

/** What signed-in users do with their own sessions and password. */
@Controller('api/user')
export class OwnSessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly browser: BrowserSession,
    private readonly changePassword: ChangePassword,
  ) {}

  @Get('session')
  @NeedsAnyScope(OWN)
  @Describe({
    ...{ id: 'listSessions', summary: 'Where you are signed in', tag, answer: 'The sessions' },
    answers: dataOf(listOf(UserSessionView)),
  })
  async list(@Caller() caller: Principal): Promise<{ data: UserSessionView[] }> {
    const { userId, handle } = demandUser(caller);
    const found = await this.sessions.listOf(userId);
    return {
      data: found.map((session) => sessionView({ ...session, isCurrent: session.handle === handle })),
    };
  }

  @Get('session/current')
  @NeedsAnyScope(OWN)
  @Describe({
    ...{ id: 'getSession', summary: 'Your session, with its CSRF token', tag, answer: 'The session' },
    answers: dataOf(SignedInView),
  })
  current(@Caller() caller: Principal, @Req() request: Request): { data: SignedInView } {
    demandUser(caller);
    return { data: this.browser.show(request, caller.expiresAt) };
  }

  @Delete('session/:id')
  @HttpCode(204)
  @NeedsAnyScope(OWN)
  @Describe({ id: 'deleteSession', summary: 'Sign out elsewhere', tag, answer: 'Signed out' })
  async end(@Caller() caller: Principal, @Param('id') id: string): Promise<void> {
    const { userId } = demandUser(caller);
    if (!isUuid(id) || !(await this.sessions.end(userId, id)))
      throw new Refusal('NOT_FOUND', 'There is no such session.');
  }

  @Post('password')
  @HttpCode(200)
  @NeedsAnyScope(OWN)
  @Describe({
    ...{ id: 'changePassword', summary: 'Change your password; ends your other sessions', tag },
    ...{ answer: 'Your renewed session', answers: dataOf(SignedInView) },
  })
  async password(
    @Caller() caller: Principal,
    @FromBody() input: ChangePasswordInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ data: SignedInView }> {
    const owner = await this.changePassword.run(demandUser(caller), input.current_password, input.password);
    return { data: await this.browser.open(owner, request, response) };
  }
}
