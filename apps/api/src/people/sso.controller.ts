import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import { Clock, Describe, Public } from '@yipii/platform';
import type { Request, Response } from 'express';
import { Refusal } from '../errors';
import { BrowserSession } from './browser-session.http';
import { IdentityProvider, type SsoChecks } from './identity-provider.ports';
import { SsoCookie } from './session-cookie';
import { SsoUsers } from './sso-users.ports';

const TEN_MINUTES_MS = 600_000;
const tag = 'sign-in';

/** Sign-in at the provider of the company. */
@Controller('api/auth/sso')
export class SsoController {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly users: SsoUsers,
    private readonly browser: BrowserSession,
    private readonly cookie: SsoCookie,
    private readonly clock: Clock,
  ) {}

  @Get()
  @HttpCode(302)
  @Public('people sign in at the provider')
  @Describe({
    id: 'beginSso',
    problems: [404],
    summary: 'Go to the sign-in provider',
    tag,
    answer: 'To the provider',
  })
  async begin(@Res() response: Response): Promise<void> {
    this.demandProvider();
    const { url, checks } = await this.provider.begin();
    const value = Buffer.from(JSON.stringify(checks)).toString('base64url');
    response.append('Set-Cookie', this.cookie.set(value, new Date(this.clock.now() + TEN_MINUTES_MS)));
    response.redirect(302, url);
  }

  /** The checks in the cookie are what only the browser knows that began. */
  @Get('callback')
  @HttpCode(302)
  @Public('the provider’s word is the credential')
  @Describe({
    id: 'finishSso',
    problems: [404],
    summary: 'Come back from the sign-in provider',
    tag,
    answer: 'Signed in, to the pages',
  })
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.demandProvider();
    const checks = readChecks(this.cookie.read(request.headers.cookie));
    response.append('Set-Cookie', this.cookie.clear());
    const query = request.originalUrl.split('?')[1] ?? '';
    const identity = checks && (await this.provider.finish(query, checks));
    const owner = identity && (await this.users.ownerOf(identity, new Date(this.clock.now())));
    if (!owner)
      throw new Refusal('SIGN_IN_FAILED', 'The provider did not say who you are, or nobody has invited you.');
    await this.browser.open(owner, request, response);
    response.redirect(302, '/');
  }

  private demandProvider(): void {
    if (!this.provider.isConfigured) throw new Refusal('NOT_FOUND', 'There is no single sign-on here.');
  }
}

function readChecks(cookie: string | undefined): SsoChecks | null {
  try {
    const { state, nonce, verifier } = JSON.parse(
      Buffer.from(cookie ?? '', 'base64url').toString(),
    ) as Partial<SsoChecks>;
    const areTexts = [state, nonce, verifier].every((text) => typeof text === 'string' && text !== '');
    return areTexts ? ({ state, nonce, verifier } as SsoChecks) : null;
  } catch {
    return null;
  }
}
