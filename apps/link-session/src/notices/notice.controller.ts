import { Controller, Delete, HttpCode, Param, Put, Req } from '@nestjs/common';
import { Describe, FromBody, Limit, Public } from '@yipii/platform';
import type { Request } from 'express';
import { sessionTokenOf } from '../link-limits';
import { ViewerSessions } from '../sessions/viewer-sessions';
import { KeepNotice } from './keep-notice';
import { NoticeView } from './notice.schema';

const tag = 'tracking';
const OF_VIEWERS = 'viewers of links have no account';
const security = [{ tracking_session: [] }];

/** Mails that a viewer asks for. */
@Controller('api/public/tracking/:uuid')
export class NoticeController {
  constructor(
    private readonly viewers: ViewerSessions,
    private readonly notices: KeepNotice,
  ) {}

  @Put('notice')
  @Public(OF_VIEWERS)
  @Limit('link')
  @Describe({
    ...{ id: 'putLinkNotice', tag, security },
    summary: 'Get a mail when the vehicle is near, and when the link ends; for addresses verified by a code',
    ...{ answer: 'What will be mailed, each once', answers: NoticeView, problems: [401, 403, 404, 410] },
  })
  async put(
    @Param('uuid') uuid: string,
    @FromBody() { arriving_minutes: arrivingMinutes = null, ended }: NoticeView,
    @Req() request: Request,
  ): Promise<NoticeView> {
    const viewer = await this.viewers.demand(uuid, sessionTokenOf(request));
    await this.notices.put(viewer, { arrivingMinutes, ended });
    return { arriving_minutes: arrivingMinutes, ended };
  }

  @Delete('notice')
  @HttpCode(204)
  @Public(OF_VIEWERS)
  @Limit('link')
  @Describe({
    ...{ id: 'deleteLinkNotice', summary: 'Get no more mails of a link', tag, security },
    ...{ answer: 'None will be mailed', problems: [401, 404, 410] },
  })
  async delete(@Param('uuid') uuid: string, @Req() request: Request): Promise<void> {
    await this.notices.remove(await this.viewers.demand(uuid, sessionTokenOf(request)));
  }
}
