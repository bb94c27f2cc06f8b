import type { Metrics } from '@yipii/platform';

/** Codes that may become labels; a client could send any other. */
const KNOWN_CODES = new Set([
  401, 429, 503, 1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 4000, 4001, 4002, 4003, 4004, 4005, 4006,
  4007, 4008, 4009, 4100, 4200, 4201,
]);

const MOST_APPS = 100;

/** The metrics of the gateway. */
export class GatewayMetrics {
  private readonly connections;
  private readonly subscriptions;
  private readonly closes;
  private readonly refused;
  private readonly published;
  private readonly delivered;
  private readonly latency;
  private readonly slow;
  private readonly slowTotal;
  /** Those that have a label of their own. */
  private readonly apps = new Set<string>();

  constructor(metrics: Metrics) {
    this.connections = metrics.gauge({ name: 'yipii_gateway_connections', help: 'Open connections' });
    this.subscriptions = metrics.gauge({
      name: 'yipii_gateway_subscriptions',
      help: 'Subscriptions of all connections',
    });
    this.closes = metrics.counter({
      name: 'yipii_gateway_closes_total',
      help: 'Closed connections by close code; cause slow: cut because the client read too slowly',
      labels: ['code', 'cause'],
    });
    this.refused = metrics.counter({
      name: 'yipii_gateway_refused_connections_total',
      help: 'Connections refused at the handshake, by code',
      labels: ['code'],
    });
    this.published = metrics.counter({
      name: 'yipii_gateway_frames_published_total',
      help: 'Frames published to channels of this node, by app: live for our own',
      labels: ['app'],
    });
    this.delivered = metrics.counter({
      name: 'yipii_gateway_frames_delivered_total',
      help: 'Frames handed to sockets, one per recipient, by app',
      labels: ['app'],
    });
    this.latency = metrics.latency({
      name: 'yipii_gateway_latency_seconds',
      help: 'From the receipt of a position to its frame',
    });
    this.slow = metrics.gauge({
      name: 'yipii_gateway_slow_readers',
      help: 'Subscriptions whose clients read more slowly than positions arrive',
    });
    this.slowTotal = metrics.counter({
      name: 'yipii_gateway_slow_readers_total',
      help: 'Times that a client fell behind on a channel',
    });
  }

  opened(): void {
    this.connections.inc();
  }

  /** `slow`: it was cut because the client read too slowly. */
  closed(code: number, cause: 'slow' | 'none' = 'none'): void {
    this.connections.dec();
    this.closes.inc({ code: labelOf(code), cause });
  }

  refusedWith(code: number): void {
    this.refused.inc({ code: labelOf(code) });
  }

  joined(): void {
    this.subscriptions.inc();
  }

  left(channels: number): void {
    this.subscriptions.dec(channels);
  }

  /** A frame went to so many sockets. Without an app it is one of the live streams. */
  sent(sockets: number, appId = 'live'): void {
    if (sockets === 0) return;
    const app = this.appLabel(appId);
    this.published.inc({ app });
    this.delivered.inc({ app }, sockets);
  }

  slowReaders(change: 1 | -1): void {
    this.slow.inc(change);
    if (change > 0) this.slowTotal.inc();
  }

  took(ms: number): void {
    this.latency.observe(ms / 1_000);
  }

  private appLabel(appId: string): string {
    if (this.apps.size < MOST_APPS) this.apps.add(appId);
    return this.apps.has(appId) ? appId : 'other';
  }
}

function labelOf(code: number): string {
  return KNOWN_CODES.has(code) ? String(code) : 'other';
}
