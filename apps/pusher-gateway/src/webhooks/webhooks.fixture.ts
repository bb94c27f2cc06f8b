import { Metrics, NoAnswer, OutgoingPost, type OutgoingAnswer, type OutgoingRequest } from '@yipii/platform';
import { hmac } from '@yipii/protocol';
import { FakeClock } from '@yipii/testing';
import type { PusherApp, WebhookEndpoint } from '../apps/pusher-app';
import { SendWebhooks } from './send-webhooks';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../apps/webhook-events';
import { WebhookMetrics } from './webhook.metrics';

const SECRET = '7ad3773142a6692b25b8';

export function anEndpoint(
  url: string,
  events: readonly WebhookEvent['name'][] = WEBHOOK_EVENTS,
): WebhookEndpoint {
  return { url, events: new Set(events), channels: { startsWith: '', endsWith: '' }, headers: {} };
}

export function anApp(...webhooks: readonly WebhookEndpoint[]): PusherApp {
  return {
    id: '3',
    key: '278d425bdf160c739803',
    secret: SECRET,
    clientMessages: true,
    maxConnections: null,
    allowedOrigins: [],
    subscriptionCounts: true,
    webhooks,
  };
}

export function occupied(channel: string): WebhookEvent {
  return { name: 'channel_occupied', channel };
}

export interface WebhookRequestBody {
  readonly time_ms: number;
  readonly events: readonly { readonly name: string; readonly channel: string; readonly data?: string }[];
}

export function bodyOf({ body }: Pick<OutgoingRequest, 'body'>): WebhookRequestBody {
  return JSON.parse(body) as WebhookRequestBody;
}

/** As the SDKs of backends check it. */
export function isSigned({
  headers,
  body,
}: Pick<OutgoingRequest, 'body'> & { headers: OutgoingRequest['headers'] }): boolean {
  return headers['x-pusher-signature'] === hmac(SECRET, body);
}

/** Endpoints that answer as they are told, by host. */
export class FakePost extends OutgoingPost {
  readonly requests: (OutgoingRequest & { readonly at: number })[] = [];
  /** Status, or why nobody answers; 200 for other hosts. */
  readonly answers = new Map<string, number | string>();
  /** Requests to these hosts wait until they are answered. */
  readonly slow = new Set<string>();
  private readonly pending: (() => void)[] = [];

  constructor(private readonly clock: FakeClock) {
    super();
  }

  async post(request: OutgoingRequest): Promise<OutgoingAnswer> {
    this.requests.push({ ...request, at: this.clock.now() });
    const { host } = new URL(request.url);
    if (this.slow.has(host)) await new Promise<void>((resolve) => this.pending.push(resolve));
    const answer = this.answers.get(host) ?? 200;
    if (typeof answer === 'string') throw new NoAnswer(answer);
    return { status: answer, retryAfter: null };
  }

  answerSlowOnes(): void {
    for (const resolve of this.pending.splice(0)) resolve();
  }

  /** The channels of the events of each request to the host. */
  channelsTo(host: string): string[][] {
    const requests = this.requests.filter(({ url }) => new URL(url).host === host);
    return requests.map((request) => bodyOf(request).events.map(({ channel }) => channel));
  }
}

/** Webhooks with a clock that stands until `pass` moves it. */
export function aSender({ webhookBatchMs = 200 } = {}) {
  const clock = new FakeClock();
  const post = new FakePost(clock);
  const metrics = new Metrics();
  const webhooks = new SendWebhooks(post, clock, clock, new WebhookMetrics(metrics), { webhookBatchMs });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    post,
    webhooks,
    turn,
    async pass(ms: number, stepMs = 100): Promise<void> {
      await turn();
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed));
        await turn();
      }
    },
    /** How many events ended so. */
    async ended(outcome: string): Promise<number> {
      const counter = await metrics.registry.getSingleMetric('yipii_gateway_webhook_events_total')?.get();
      const values = counter?.values.filter(({ labels }) => labels.outcome === outcome) ?? [];
      return values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
