import { Controller, Get } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { sentNotifications, UnitOfWork, type SentNotification } from '@yipii/persistence';
import { Caller, Describe, FromQuery, Needs, seriesOf, viewBy } from '@yipii/platform';
import { demandWholeAccount } from '../errors';
import { RegistryController } from '../registry/registry.controller';
import { pageIn, toSeries, type Series } from '../series';
import { mutes, notificationPolicies } from './notification-policy.resource';
import { NotificationQuery, NotificationView } from './notification-policy.schema';

const shown = viewBy(NotificationView);

@Controller('api/:account_key')
export class NotificationPolicyController extends RegistryController(notificationPolicies, {
  ...{ name: 'NotificationPolicy', one: 'notification policy', many: 'notification policies' },
}) {}

@Controller('api/:account_key')
export class MuteController extends RegistryController(mutes, { name: 'Mute', one: 'mute', many: 'mutes' }) {}

@Controller('api/:account_key/notification')
export class NotificationController {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Get()
  @Needs('alerts:read')
  @Describe({
    ...{ id: 'listNotifications', tag: 'notification-policy' },
    summary: 'Who was told of which alerts, newest first; kept 30 days',
    answer: 'A page',
    answers: seriesOf(NotificationView, 'NotificationSeries'),
  })
  async list(
    @Caller() { scope }: Principal,
    @FromQuery() query: NotificationQuery,
  ): Promise<Series<NotificationView>> {
    demandWholeAccount(scope);
    const page = await this.unitOfWork.read(scope, (sql) => sentNotifications(sql, pageIn(query)));
    return toSeries(page, (sent: SentNotification) => shown(sent));
  }
}
