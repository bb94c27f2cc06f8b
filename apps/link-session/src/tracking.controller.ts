import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { Describe, Limit, Public } from '@yipii/platform';
import type { Request } from 'express';
import { sessionTokenOf } from './link-limits';
import { DescribeLink } from './links/describe-link';
import { LinkDirectory } from './links/link-directory';
import { LinkTimes } from './links/link-times';
import { ReadLocation } from './sessions/read-location';
import { ViewerSessions } from './sessions/viewer-sessions';
import { linkAnswer } from './tracking-answers';
import { LinkLocationView, PublicLinkView, ValidSessionView } from './tracking.schema';

const POLL_AFTER_S = 30;
const tag = 'tracking';
const OF_VIEWERS = 'viewers of links have no account';
const security = [{ tracking_session: [] }];
const SESSION_PROBLEMS = [401, 404, 410] as const;

/** What a viewer of a public link calls. `GET` changes and counts nothing: scanners of mail open links, too. */
@Controller('api/public/tracking/:uuid')
export class TrackingController {
  constructor(
    private readonly links: LinkDirectory,
    private readonly viewers: ViewerSessions,
    private readonly location: ReadLocation,
    private readonly times: LinkTimes,
    private readonly describe: DescribeLink,
  ) {}

  @Get()
  @Public(OF_VIEWERS)
  @Limit('link')
  @Describe({
    ...{ id: 'getPublicLink', summary: 'What a tracking link asks of its viewers', tag },
    ...{ answer: 'Its state and access mode', answers: PublicLinkView, problems: [404] },
  })
  async get(@Param('uuid') uuid: string, @Req() request: Request): Promise<PublicLinkView> {
    return this.describe.run(await this.links.demand(uuid), request.hostname);
  }

  @Get('session')
  @Public(OF_VIEWERS)
  @Limit('link')
  @Describe({
    ...{ id: 'getTrackingSession', summary: 'Whether a session is still valid', tag, security },
    ...{ answer: 'It is', answers: ValidSessionView, problems: SESSION_PROBLEMS },
  })
  async session(@Param('uuid') uuid: string, @Req() request: Request): Promise<ValidSessionView> {
    const { session } = await this.viewers.demand(uuid, sessionTokenOf(request));
    return { valid: true, expires_at: new Date(session.expiresAt).toISOString() };
  }

  @Get('location')
  @Public(OF_VIEWERS)
  @Limit('link_location')
  @Describe({
    ...{
      id: 'getTrackedLocation',
      summary: 'Where the vehicle is, for those who can not use the WebSocket',
      tag,
      security,
    },
    ...{ answer: 'Its position', answers: LinkLocationView, problems: SESSION_PROBLEMS },
  })
  async poll(@Param('uuid') uuid: string, @Req() request: Request): Promise<LinkLocationView> {
    const { link, standing: known } = await this.viewers.demand(uuid, sessionTokenOf(request));
    const { standing, position, arrivesAt } = await this.location.run(link, known);
    const answer = linkAnswer(link, standing, { arrivesAt, now: this.times.now() });
    return { data: position, link: answer, poll_after_seconds: POLL_AFTER_S };
  }

  @Delete('session')
  @HttpCode(204)
  @Public(OF_VIEWERS)
  @Limit('link')
  @Describe({
    ...{ id: 'deleteTrackingSession', summary: 'End a session and its sockets', tag, security },
    ...{ answer: 'It has ended', problems: [401] },
  })
  async end(@Param('uuid') uuid: string, @Req() request: Request): Promise<void> {
    await this.viewers.end(uuid, sessionTokenOf(request));
  }
}
