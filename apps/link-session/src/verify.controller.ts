import { Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  Describe,
  FromForeignBody,
  Limit,
  LiveConfig,
  Public,
  PublicAddresses,
  toAnswer,
  truncatedAddressOf,
  type Answer,
} from '@yipii/platform';
import type { Request, Response } from 'express';
import { LinkTimes } from './links/link-times';
import { VerifyViewer } from './sessions/verify-viewer';
import { sessionAnswer } from './tracking-answers';
import { SentCodeView, TrackingSessionView, VerifyInput } from './tracking.schema';

/** With 202 the other one. */
const sessionOrCode: Answer<TrackingSessionView | SentCodeView> = toAnswer(TrackingSessionView);

/** How a viewer gets a session. */
@Controller('api/public/tracking/:uuid')
export class VerifyController {
  constructor(
    private readonly verifyViewer: VerifyViewer,
    private readonly live: LiveConfig,
    private readonly addresses: PublicAddresses,
    private readonly times: LinkTimes,
  ) {}

  @Post('verify')
  @HttpCode(200)
  @Public('it is how viewers come in')
  @Limit('link_verify')
  @Describe({
    ...{ id: 'verifyViewer', summary: 'Get a session of a tracking link', tag: 'tracking' },
    ...{ answer: 'A session', answers: sessionOrCode, also: { 202: SentCodeView } },
    problems: [403, 404, 410],
  })
  async verify(
    @Param('uuid') uuid: string,
    @FromForeignBody() given: VerifyInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TrackingSessionView | SentCodeView> {
    const verified = await this.verifyViewer.run(uuid, given, truncatedAddressOf(request));
    if ('token' in verified) {
      const urls = this.addresses.reachedBy(request.hostname);
      return sessionAnswer(verified, { key: this.live.appKey, urls, now: this.times.now() });
    }
    response.status(202);
    return { status: 'code_sent', challenge_id: verified.challengeId, expires_in: verified.expiresInSeconds };
  }
}
