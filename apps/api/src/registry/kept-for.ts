import { FEED_DAYS } from '@yipii/domain';
import { IDEMPOTENCY_HOURS, type KeptFor } from '@yipii/persistence';
import type { TopicRetentionConfig } from '@yipii/platform';

/** What is kept for a while only. */
export function keptFor({ deadLetterDays }: TopicRetentionConfig): readonly KeptFor[] {
  return [
    // An event counts from the begin of its transaction, which may have committed later.
    { table: 'event', since: 'emitted_at', kept: `${FEED_DAYS} days 1 hour` },
    { table: 'idempotency_key', since: 'created_at', kept: `${IDEMPOTENCY_HOURS} hours` },
    { table: 'revoked_token', since: 'expires_at', kept: '0 seconds' },
    { table: 'password_reset', since: 'expires_at', kept: '0 seconds' },
    // Until then its sender sees that it was not accepted.
    { table: 'invitation', since: 'expires_at', kept: '30 days' },
    { table: 'outbox_dead_letter', since: 'failed_at', kept: `${deadLetterDays} days` },
  ];
}
