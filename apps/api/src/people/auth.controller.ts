import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { clientKeyOf, dataOf, Describe, FromBody, NeedsAnyScope, Public } from '@yipii/platform';
import type { Request, Response } from 'express';
import { AcceptInvitation } from './accept-invitation';
import { BrowserSession } from './browser-session.http';
import { ResetPassword } from './reset-password';
import {
  AcceptInvitationInput,
  NewPasswordInput,
  PasswordResetInput,
  SignedInView,
  SignInInput,
} from './session.schema';
import { SignIn } from './sign-in';

const tag = 'sign-in';
const answers = dataOf(SignedInView);

/** How people get a session. */
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly browser: BrowserSession,
    private readonly invitations: AcceptInvitation,
    private readonly passwords: ResetPassword,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @Public('people sign in with their password')
  @Describe({
    id: 'signIn',
    problems: [401],
    summary: 'Sign in; the session is in a cookie',
    tag,
    answer: 'Signed in',
    answers,
  })
  async start(
    @FromBody() { email, password, code }: SignInInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ data: SignedInView }> {
    this.browser.demandSameOrigin(request);
    const owner = await this.signIn.run({ email, password, code, client: clientKeyOf(request) });
    return { data: await this.browser.open(owner, request, response) };
  }

  @Post('sign-out')
  @HttpCode(204)
  @NeedsAnyScope('everybody may leave')
  @Describe({ id: 'signOut', summary: 'Sign out', tag, answer: 'Signed out' })
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.browser.close(request, response);
  }

  @Post('accept-invitation')
  @Public('the link is the credential')
  @Describe({
    ...{ id: 'acceptInvitation', summary: 'Become a user by the link of an invitation, and sign in', tag },
    ...{ answer: 'Signed in', answers },
  })
  async accept(
    @FromBody() input: AcceptInvitationInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ data: SignedInView }> {
    this.browser.demandSameOrigin(request);
    const owner = await this.invitations.run(input);
    return { data: await this.browser.open(owner, request, response) };
  }

  @Post('password-reset')
  @HttpCode(202)
  @Public('whoever has forgotten their password can’t sign in')
  @Describe({
    ...{ id: 'requestPasswordReset', summary: 'Have a link to a new password mailed to a user', tag },
    answer: 'Mailed if there is such a user',
  })
  async request(@FromBody() { email }: PasswordResetInput, @Req() request: Request): Promise<void> {
    this.browser.demandSameOrigin(request);
    await this.passwords.request(email);
  }

  @Post('password-reset/confirm')
  @HttpCode(204)
  @Public('the link is the credential')
  @Describe({
    ...{ id: 'resetPassword', summary: 'Set a new password by the link; ends all sessions', tag },
    answer: 'The password is set',
  })
  async confirm(@FromBody() { token, password }: NewPasswordInput, @Req() request: Request): Promise<void> {
    this.browser.demandSameOrigin(request);
    await this.passwords.confirm(token, password);
  }
}
