import { IntegerSetting, ParsedSetting } from '@yipii/platform';
import { parseApps, type ParsedApps } from './parse-apps';

export class PusherAppsConfig {
  @ParsedSetting({
    env: 'PUSHER_APPS',
    description:
      'Pusher apps to serve, as JSON: `[{"id","key","secret","clientMessages","maxConnections","allowedOrigins","subscriptionCounts","webhooks":[{"url","events"}]}]`; `id`, `key` and `secret` are required.',
    default: '[]',
    secret: true,
    parse: parseApps,
  })
  readonly pusherApps!: ParsedApps;

  @IntegerSetting({
    env: 'GATEWAY_WEBHOOK_BATCH_MS',
    description:
      'Time over which events for the webhooks of Pusher apps are collected into one request. 0 sends each event in a request of its own.',
    default: 200,
    max: 60_000,
  })
  readonly webhookBatchMs!: number;
}
