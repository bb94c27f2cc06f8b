import { Metrics } from '../metrics/metrics';
import { MessagingMetrics } from './messaging-metrics';

describe('the lag of a consumer', () => {
  const enrichment = { topic: 'position.received.v1', group: 'enrichment' };
  const history = { topic: 'position.enriched.v1', group: 'history' };
  let metrics: Metrics;
  let messaging: MessagingMetrics;

  beforeEach(() => {
    metrics = new Metrics();
    messaging = new MessagingMetrics(metrics);
    messaging.lagOf(enrichment, 0).events = 7;
    messaging.lagOf(enrichment, 1).events = 9_000;
    messaging.lagOf(history, 1).events = 3;
  });

  const reported = async (): Promise<string[]> =>
    (await metrics.registry.getSingleMetricAsString('yipii_consumer_lag'))
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.replace(/^.*group="(\w+)",partition="(\d)"} (\d+)$/, '$1 $2: $3'));

  it('is reported for each partition that was read', async () => {
    expect(await reported()).toEqual(['enrichment 0: 7', 'enrichment 1: 9000', 'history 1: 3']);
  });

  it('ends with the partition, which another process reads from then on', async () => {
    await reported();
    messaging.keepLags(enrichment, [0, 2]);
    expect(await reported()).toEqual(['enrichment 0: 7', 'history 1: 3']);
  });
});
