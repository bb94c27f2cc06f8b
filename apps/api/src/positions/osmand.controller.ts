import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { PositionIntake } from '@yipii/live';
import { Describe, Public } from '@yipii/platform';
import type { Request, Response } from 'express';
import { Refusal } from '../errors';

const WHY = 'phones have no credential but their id and secret, as on the OsmAnd port';
const ABOUT = {
  tag: 'position',
  answer: 'Stored; the body is empty or what the app expects',
  problems: [403],
  texts: [400, 503],
};

/** Reports of phones in one of the forms of the OsmAnd port, over the API's HTTPS. */
@Controller('osmand')
export class OsmandController {
  constructor(private readonly intake: PositionIntake) {}

  @Get()
  @Public(WHY)
  @Describe({ ...ABOUT, id: 'reportByQuery', summary: 'A phone reports: ?id=…&lat=…&lon=…' })
  byQuery(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pass(request, response);
  }

  @Post()
  @HttpCode(200)
  @Public(WHY)
  @Describe({ ...ABOUT, id: 'report', summary: 'A phone reports, in a form or JSON' })
  byBody(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.pass(request, response);
  }

  private async pass(request: Request, response: Response): Promise<void> {
    if (isOfPage(request)) throw new Refusal('FORBIDDEN', 'A web page may not report for a device.');
    const answer = await this.intake.report({
      method: request.method === 'POST' ? 'POST' : 'GET',
      query: queryOf(request),
      authorization: request.get('authorization') ?? null,
      body: bodyOf(request),
      address: request.ip ?? '',
    });
    response.status(answer.status).set('Content-Type', answer.contentType).end(answer.body);
  }
}

/** Any site could report for a device through its visitors' browsers; no app sends these headers. */
function isOfPage(request: Request): boolean {
  return request.get('origin') !== undefined || request.get('sec-fetch-site') !== undefined;
}

function queryOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?');
  return start < 0 ? '' : originalUrl.slice(start + 1);
}

/** As text again: what ingestion reads is what would have come to its own port. */
function bodyOf(request: Request): string {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return '';
  if (!request.is('application/x-www-form-urlencoded')) return JSON.stringify(body);
  const fields = Object.entries(body).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(fields).toString();
}
