import { Controller, Get, HttpCode, Param, Post, Res, StreamableFile } from '@nestjs/common';
import { Describe, isUuid, Limit, Public, renderPage, type HtmlPage } from '@yipii/platform';
import type { Response } from 'express';
import { KeepNotice } from './keep-notice';

const tag = 'tracking';
const OF_RECEIVERS = 'whoever gets a mail has no account';
const HTML = 'text/html; charset=utf-8';

const ASK: HtmlPage = {
  title: 'No more of these mails?',
  text: 'Inga fler sådana mejl? · Keine weiteren E-Mails dieser Art? · ¿No recibir más correos como este?',
  button: 'OK',
};
const DONE: HtmlPage = {
  title: 'You get no more of these mails.',
  text: 'Du får inga fler sådana mejl. · Sie erhalten keine weiteren E-Mails dieser Art. · No recibirá más correos como este.',
};

/**
 * How receivers of notices stop them: by one click in their mail program (RFC 8058), or on a page. Links in mails are
 * opened by scanners, too: `GET` changes nothing.
 */
@Controller('api/public/notice/:id')
export class UnsubscribeController {
  constructor(private readonly notices: KeepNotice) {}

  @Get('unsubscribe')
  @Public(OF_RECEIVERS)
  @Limit('link')
  @Describe({
    ...{ id: 'askToUnsubscribe', summary: 'A page with a button for a receiver of notices', tag },
    ...{ answer: 'The page', files: ['text/html'] },
  })
  ask(@Res({ passthrough: true }) response: Response): StreamableFile {
    return page(response, ASK);
  }

  @Post('unsubscribe')
  @HttpCode(200)
  @Public(OF_RECEIVERS)
  @Limit('link')
  @Describe({
    ...{
      id: 'unsubscribe',
      summary: 'Stop the notices of a mail (RFC 8058), whether or not there are any',
      tag,
    },
    ...{ answer: 'They are stopped', files: ['text/html'] },
  })
  async unsubscribe(
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    if (isUuid(id)) await this.notices.unsubscribe(id);
    return page(response, DONE);
  }
}

function page(response: Response, content: HtmlPage): StreamableFile {
  const { html, policy } = renderPage(content);
  response.setHeader('Content-Security-Policy', policy);
  const bytes = Buffer.from(html);
  return new StreamableFile(bytes, { type: HTML, length: bytes.length });
}
