import { Controller, Get } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import type { FeedEvent } from '@yipii/persistence';
import { Caller, Describe, FromQuery, Needs } from '@yipii/platform';
import { EventView, FeedQueryInput, FeedView } from './event.schema';
import { ReadFeed } from './read-feed';

@Controller('api/:account_key/event')
export class EventController {
  constructor(private readonly readFeed: ReadFeed) {}

  @Get()
  @Needs('positions:read', 'fleet:read', 'alerts:read', 'links:read', 'webhooks:write')
  @Describe({
    id: 'listEvents',
    summary: 'What happened since, in order: all that webhooks tell, kept 7 days',
    tag: 'event',
    answer: 'The next events; none: nothing has happened',
    answers: FeedView,
  })
  async list(@Caller() caller: Principal, @FromQuery() query: FeedQueryInput): Promise<FeedView> {
    const { events, cursor } = await this.readFeed.run(caller, query);
    const view = viewFor(caller.account.key);
    return { data: events.map(view), meta: { next_cursor: cursor } };
  }
}

function viewFor(accountKey: string): (event: FeedEvent) => EventView {
  return ({ id, type, occurredAt, emittedAt, assetId, deviceId, data }) => ({
    ...{ eventId: id, type, occurredAt, emittedAt, accountKey, assetId, deviceId, data },
  });
}
