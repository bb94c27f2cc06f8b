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
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@yipii/platform';
import { streetLines } from '@yipii/simulator';
import type { Request, Response } from 'express';
import { DemoSession, type BrowserSession } from './demo-session';
import { isLocal } from './local-address';
import { PAGE_FILES, type PageFile } from './page-files';

const HEADERS = {
  'Content-Security-Policy': "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/** `/demo`: one page without a framework, and what it loads. */
@ApiExcludeController()
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

  /** A token of the demo account: for whoever sits at this machine or in its network, not for the world. */
  @Get('session.json')
  @Public('checks that the caller is on this machine or in its network')
  async browserSession(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BrowserSession> {
    const hosts = [request.hostname, request.socket.remoteAddress ?? ''];
    if (!hosts.every(isLocal))
      throw new ForbiddenException('The demo is open to loopback and private addresses only.');
    response.set(HEADERS);
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
