import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  MessagingMetrics,
  Metrics,
  OutboxMetrics,
  SendMail,
  SystemClock,
  type Mailer,
  type MailTable,
} from '@yipii/platform';
import { WebhookMetrics } from './webhooks/webhook.metrics';

const FOLDER = path.join(__dirname, '../../../helm/yipii-live/monitoring');
/** A metric with its selector, if it has one. */
const SELECTED = /(yipii_\w+)(?:\{([^}]*)\})?/g;
const LABEL = /(\w+)\s*(?:=|!=|=~|!~)\s*"/g;

describe('what the monitoring of the chart watches', () => {
  const metrics = new Metrics();
  const messaging = new MessagingMetrics(metrics);
  new OutboxMetrics(metrics);
  new WebhookMetrics(metrics);
  new SendMail({} as Mailer, {} as MailTable, new SystemClock(), metrics);

  it.each(['alert-rules.yaml', 'alerting.dashboard.json'])('in %s is measured', (file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8').replaceAll('\\"', '"');
    const selected = [...text.matchAll(SELECTED)];
    expect(selected.length).toBeGreaterThan(5);
    for (const [, name = '', selector = ''] of selected) {
      const metric = metrics.registry.getSingleMetric(name.replace(/_bucket$/, '')) as
        { readonly labelNames?: readonly string[] } | undefined;
      expect({ name, isKnown: metric !== undefined }).toEqual({ name, isKnown: true });
      const labels = [...selector.matchAll(LABEL)].map(([, label]) => label);
      expect(metric?.labelNames).toEqual(expect.arrayContaining(labels));
    }
  });

  it('counts from 0, so that the first event that can not be published is an increase', async () => {
    messaging.measureStuck({ topic: 'position.enriched.v1', group: 'alerting' }, () => 0);
    const text = await metrics.registry.metrics();
    expect(text).toContain('yipii_outbox_dead_letters_total{topic="alert.triggered.v1"} 0');
    expect(text).toContain('yipii_dead_letters_total{topic="position.enriched.v1",group="alerting"} 0');
  });
});
