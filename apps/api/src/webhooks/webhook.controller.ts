import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import type { WebhookDelivery } from '@yipii/persistence';
import {
  Caller,
  dataOf,
  Describe,
  FromBody,
  FromQuery,
  Needs,
  PathId,
  PathUuid,
  seriesOf,
  viewBy,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { pageIn, timeIn, toSeries, type Series } from '../series';
import { ManageDeliveries } from './manage-deliveries';
import { WebhookSecrets } from './webhook-secrets';
import { webhooks } from './webhook.resource';
import {
  DeliveryQuery,
  WebhookDeliveryView,
  WebhookInput,
  WebhookReplayInput,
  WebhookRequestedView,
  WebhookRotationInput,
  WebhookWithSecret,
} from './webhook.schema';

const tag = webhooks.path;
const shown = viewBy(WebhookDeliveryView);

@Controller('api/:account_key')
export class WebhookController extends RegistryController(webhooks, {
  ...{ name: 'Webhook', one: 'webhook', many: 'webhooks' },
}) {
  constructor(
    registry: Registry,
    private readonly secrets: WebhookSecrets,
    private readonly deliveries: ManageDeliveries,
  ) {
    super(registry);
  }

  @Post('webhook')
  @Needs('webhooks:write')
  @Describe({
    ...{ id: 'createWebhook', summary: 'Create a webhook', tag },
    ...{ answer: 'The webhook and its secret', answers: dataOf(WebhookWithSecret) },
  })
  override async create(
    @Write() request: WriteRequest,
    @FromBody() body: WebhookInput,
  ): Promise<{ data: WebhookWithSecret }> {
    return { data: await this.secrets.create(request, body) };
  }

  @Post('webhook/:id/rotate')
  @HttpCode(200)
  @Needs('webhooks:write')
  @Describe({
    ...{ id: 'rotateWebhook', summary: 'Give a webhook a new secret', tag },
    ...{ answer: 'The webhook and its secret', answers: dataOf(WebhookWithSecret) },
  })
  async rotate(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @FromBody() { overlap_seconds: overlapSeconds }: WebhookRotationInput,
  ): Promise<{ data: WebhookWithSecret }> {
    return { data: await this.secrets.rotate(request, id, overlapSeconds) };
  }

  @Post('webhook/:id/test')
  @HttpCode(202)
  @Needs('webhooks:write')
  @Describe({
    ...{ id: 'testWebhook', summary: 'Send an event of the type webhook.test', tag },
    ...{ answer: 'It will be sent', answers: dataOf(WebhookRequestedView) },
  })
  async test(@Write() request: WriteRequest, @PathId() id: number): Promise<{ data: WebhookRequestedView }> {
    return { data: { delivery_id: await this.deliveries.ask(request, id, { kind: 'test' }) } };
  }

  @Get('webhook/:id/delivery')
  @Needs('webhooks:write')
  @Describe({
    ...{ id: 'listWebhookDeliveries', summary: 'What a webhook was told, newest first; kept 7 days', tag },
    ...{ answer: 'A page', answers: seriesOf(WebhookDeliveryView, 'WebhookDeliverySeries') },
  })
  async listDeliveries(
    @Caller() { scope }: Principal,
    @PathId() webhookId: number,
    @FromQuery() query: DeliveryQuery,
  ): Promise<Series<WebhookDeliveryView>> {
    const { state } = query;
    const wanted = { ...pageIn(query), webhookId, ...(state !== undefined && { state }) };
    return toSeries(await this.deliveries.list(scope, wanted), deliveryView);
  }

  @Post('webhook/:id/delivery/:delivery_id/replay')
  @HttpCode(202)
  @Needs('webhooks:write')
  @Describe({
    ...{ id: 'replayWebhookDelivery', summary: 'Send the event of a delivery again', tag },
    ...{ answer: 'It will be sent', answers: dataOf(WebhookRequestedView) },
  })
  async replay(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @PathUuid('delivery_id') deliveryId: string,
  ): Promise<{ data: WebhookRequestedView }> {
    return { data: { delivery_id: await this.deliveries.ask(request, id, { kind: 'replay', deliveryId }) } };
  }

  @Post('webhook/:id/replay')
  @HttpCode(202)
  @Needs('webhooks:write')
  @Describe({
    ...{ id: 'replayWebhook', summary: 'Send again all that was given up since a time', tag },
    answer: 'They will be sent',
  })
  async replayDead(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @FromBody() input: WebhookReplayInput,
  ): Promise<void> {
    const since = new Date(timeIn(input, 'since') ?? 0);
    await this.deliveries.ask(request, id, { kind: 'replay_dead', since });
  }
}

function deliveryView(delivery: WebhookDelivery): WebhookDeliveryView {
  return shown(delivery);
}
