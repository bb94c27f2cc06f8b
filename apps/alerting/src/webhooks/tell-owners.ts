import { hash } from 'node:crypto';
import type { DisabledReason, HealthNotice } from '@yipii/domain';
import type { NewFeedEvent, Transaction } from '@yipii/persistence';
import { mailAddressOf, nameInMail, queueMail, renderMail } from '@yipii/platform';
import { uuidV8 } from '@yipii/protocol';

const MAIL_KEPT_MS = 3 * 24 * 60 * 60_000;

/** What the owners of an account are told of a webhook. Times are epoch ms. */
export interface HealthNews {
  readonly notice: HealthNotice;
  readonly accountId: number;
  readonly webhookId: number;
  readonly name: string;
  readonly failingSince: number;
  /** Null: it is not disabled. */
  readonly reason: DisabledReason | null;
  readonly at: number;
}

/** For those who read the feed. */
export function newsEvent({ notice, accountId, webhookId, name, ...news }: HealthNews): NewFeedEvent {
  const since = new Date(news.failingSince).toISOString();
  return {
    id: uuidV8(hash('sha256', JSON.stringify(['webhook', webhookId, notice, since]))),
    type: `webhook.${notice}`,
    ...{ accountId, assetId: null, deviceId: null, occurredAt: new Date(news.at).toISOString() },
    data: { webhook_id: webhookId, name, failing_since: since, reason: news.reason },
  };
}

export async function mailOwners(tx: Transaction, news: HealthNews): Promise<void> {
  const { accountId, at } = news;
  const { rows } = await tx.query<{ email: string }>(
    `SELECT email FROM account_user WHERE account_id = $1 AND role = 'owner' ORDER BY id`,
    [accountId],
  );
  const mail = {
    accountId,
    kind: 'webhook',
    expiresAt: new Date(at + MAIL_KEPT_MS),
    ...renderMail(textOf(news)),
  };
  for (const { email } of rows) {
    const to = mailAddressOf(email);
    if (to !== null) await queueMail(tx, { ...mail, to });
  }
}

function textOf({ notice, webhookId, name, failingSince, reason }: HealthNews) {
  const webhook = `${nameInMail(name, 'without a name')} (${webhookId})`;
  const since = `${new Date(failingSince).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (notice === 'failing')
    return {
      subject: `Webhook ${webhook} does not accept events`,
      paragraphs: [
        `No event has been accepted by webhook ${webhook} since ${since}.`,
        'Events are tried again for 72 hours. If it accepts none for five days in all, it is switched off.',
      ],
    };
  const why = reason === 'gone' ? 'it answered 410 Gone' : `it has accepted no event since ${since}`;
  return {
    subject: `Webhook ${webhook} was switched off`,
    paragraphs: [
      `Webhook ${webhook} was switched off, because ${why}.`,
      'Once it works again, set enabled to true, and replay what was given up, or read it from the event feed, which keeps 7 days.',
    ],
  };
}
