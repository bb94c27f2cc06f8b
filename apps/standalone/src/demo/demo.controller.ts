import { createReadStream } from 'node:fs';
import {
  Controller,
  ForbiddenException,
  Get,
  NotFoundException,
  Param,
  Req,
  Res,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@yipii/platform';
import { streetLines } from '@yipii/simulator';
import type { Request, Response } from 'express';
import { DemoSession, type BrowserSession } from './demo-session';
import { DemoIsOn } from './demo-is-on.guard';
import { isOwnPage } from './own-page';
import { PAGE_FILES, type PageFile } from './page-files';

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/** `/demo`: one page without a framework, and what it loads. */
@ApiExcludeController()
@UseGuards(DemoIsOn)
@Controller('demo')
export class DemoController {
  constructor(private readonly session: DemoSession) {}

  @Get()
  @Public('a static page')
  index(@Res({ passthrough: true }) response: Response): StreamableFile {
    return send(PAGE_FILES['index.html'], response);
  }

  @Get('streets.json')
  @Public('open data')
  streets(@Res({ passthrough: true }) response: Response): object {
    response.set({ ...HEADERS, 'Cache-Control': 'max-age=3600' });
    return streetLines();
  }

  /** A token of the demo account: for our own page on this machine or in its network, not for the world. */
  @Get('session.json')
  @Public('checks that our own page asks, on this machine or in its network')
  async browserSession(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BrowserSession> {
    if (!isOwnPage(request))
      throw new ForbiddenException('Only the demo page may ask, from a loopback or private address.');
    response.set({ ...HEADERS, 'Cache-Control': 'no-store' });
    return this.session.forBrowser();
  }

  @Get(':file')
  @Public('static files')
  file(@Param('file') name: string, @Res({ passthrough: true }) response: Response): StreamableFile {
    const file = Object.hasOwn(PAGE_FILES, name) ? PAGE_FILES[name] : undefined;
    if (!file) throw new NotFoundException();
    return send(file, response);
  }
}

function send({ path, type }: PageFile, response: Response): StreamableFile {
  response.set(HEADERS);
  return new StreamableFile(createReadStream(path), { type });
}
