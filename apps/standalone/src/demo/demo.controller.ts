import {
  Controller,
  Get,
  HttpCode,
  Injectable,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { sendWebPage, WebFiles } from '@yipii/api';
import { Public, PublicAddresses } from '@yipii/platform';
import type { Request, Response } from 'express';
import { CaughtCodes } from './caught-codes';
import { DemoSession, type BrowserSession } from './demo-session';
import { DemoIsOn } from './demo-is-on.guard';
import { isOwnPage } from './own-page';
import { PageClients } from './page-clients.postgres';
import { StopLog } from './stop-log.postgres';

const OWN_PAGE = 'checks that our own page asks, on this machine or in its network';

/** What the page alone may ask for, and only from this machine or its network: it plays with the demo's account. */
@Injectable()
class OwnPageOnly implements CanActivate {
  /** @throws ForbiddenException */
  canActivate(context: ExecutionContext): true {
    if (!isOwnPage(context.switchToHttp().getRequest<Request>()))
      throw new ForbiddenException('Only the demo page may ask, from a loopback or private address.');
    return true;
  }
}

/** `/demo`: the page. */
@ApiExcludeController()
@UseGuards(DemoIsOn)
@Controller('demo')
export class DemoPageController {
  constructor(
    private readonly files: WebFiles,
    private readonly addresses: PublicAddresses,
  ) {}

  @Get()
  @Public('a static page')
  index(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { webSocket } = this.addresses.reachedBy(request.hostname);
    const page = { files: this.files, name: 'demo.html', policy: { webSocket } };
    return sendWebPage(page, { request, response });
  }
}

/** What the page needs beside the public API; docs/demo.md. */
@ApiExcludeController()
@UseGuards(DemoIsOn, OwnPageOnly)
@Controller('demo')
export class DemoController {
  constructor(
    private readonly session: DemoSession,
    private readonly clients: PageClients,
    private readonly codes: CaughtCodes,
    private readonly stopLog: StopLog,
  ) {}

  /** For the map: a token of minutes that can only read. */
  @Get('session.json')
  @Public(OWN_PAGE)
  browserSession(): Promise<BrowserSession> {
    return this.session.forBrowser();
  }

  /** For the steps: an OAuth client of minutes. */
  @Post('client')
  @Public(OWN_PAGE)
  async client(): Promise<object> {
    const { clientId, clientSecret, expiresIn } = await this.clients.make(this.session.accountId);
    return { client_id: clientId, client_secret: clientSecret, expires_in: expiresIn };
  }

  /** The code that a viewer of the demo's links was sent last; null: none yet. */
  @Get('code')
  @Public(OWN_PAGE)
  code(@Query('email') email: unknown): { code: string | null } {
    return { code: typeof email === 'string' ? this.codes.find(email) : null };
  }

  /** Stops the log for 20 seconds. */
  @Post('log/stop')
  @HttpCode(202)
  @Public(OWN_PAGE)
  async stop(): Promise<{ resumes_at: string }> {
    return { resumes_at: new Date(await this.stopLog.run()).toISOString() };
  }
}
