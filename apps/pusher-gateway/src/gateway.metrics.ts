import type { Metrics } from '@yipii/platform';

/** Codes that may become labels; what clients make up does not. */
const KNOWN_CODES = new Set([
  401, 429, 503, 1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 4000, 4001, 4004, 4005, 4006, 4007, 4008,
  4009, 4100, 4200, 4201,
]);

/** What the gateway counts. */
export class GatewayMetrics {
  private readonly connections;
  private readonly subscriptions;
  private readonly closes;
  private readonly refused;
  private readonly published;
  private readonly delivered;
  private readonly latency;

  constructor(metrics: Metrics) {
    this.connections = metrics.gauge({ name: 'yipii_gateway_connections', help: 'Open connections' });
    this.subscriptions = metrics.gauge({
      name: 'yipii_gateway_subscriptions',
      help: 'Channels that connections hold',
    });
    this.closes = metrics.counter({
      name: 'yipii_gateway_closes_total',
      help: 'Closed connections by close code',
      labels: ['code'],
    });
    this.refused = metrics.counter({
      name: 'yipii_gateway_refused_connections_total',
      help: 'Connections refused at the handshake, by code',
      labels: ['code'],
    });
    this.published = metrics.counter({
      name: 'yipii_gateway_frames_published_total',
      help: 'Frames made for channels of this node',
    });
    this.delivered = metrics.counter({
      name: 'yipii_gateway_frames_delivered_total',
      help: 'Frames handed to sockets, one per recipient',
    });
    this.latency = metrics.latency({
      name: 'yipii_gateway_latency_seconds',
      help: 'From the receipt of a position to its frame',
    });
  }

  opened(): void {
    this.connections.inc();
  }

  closed(code: number): void {
    this.connections.dec();
    this.closes.inc({ code: labelOf(code) });
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

  sent(sockets: number): void {
    if (sockets === 0) return;
    this.published.inc();
    this.delivered.inc(sockets);
  }

  took(ms: number): void {
    this.latency.observe(ms / 1_000);
  }
}

function labelOf(code: number): string {
  return KNOWN_CODES.has(code) ? String(code) : 'other';
}
