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

const FOLDER = path.join(__dirname, '../../../deploy/monitoring');
/** A metric with its selector, if it has one. */
const SELECTED = /(yipii_\w+)(?:\{([^}]*)\})?/g;
const LABEL = /(\w+)\s*(?:=|!=|=~|!~)\s*"/g;

describe('what deploy/monitoring watches', () => {
  const metrics = new Metrics();
  new MessagingMetrics(metrics);
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
});
