import type { LinkLocale } from '@yipii/domain';
import { queueMail, type TimerTable } from '@yipii/platform';
import type { PoolClient } from 'pg';
import { codeMail } from '../mail/link-mails';
import { hashCode, newCode } from './link-code';

interface CodeTimer {
  readonly account_id: number;
  readonly link_uuid: string;
  readonly recipient: string;
  readonly is_shadow: boolean;
  readonly expires_at: string;
}

/**
 * Makes and mails the codes of challenges that were opened. Apart from the request, so that its answer takes as long
 * for an address that gets none.
 */
export function codeTimers(key: string): TimerTable<CodeTimer> {
  return {
    kind: 'verification_code',
    table: 'verification_code',
    primaryKey: 'id',
    columns: ['account_id', 'link_uuid', 'recipient', 'is_shadow', 'expires_at'],
    fire: async ({ subject, row }, tx) => {
      if (!row.is_shadow) await sendCode(tx, subject, row, key);
      return { nextDueAt: null, events: [] };
    },
  };
}

async function sendCode(tx: PoolClient, id: string, row: CodeTimer, key: string): Promise<void> {
  const { account_id: accountId, link_uuid: linkUuid, recipient, expires_at: expiresAt } = row;
  const code = newCode();
  await tx.query('UPDATE verification_code SET code_hash = $2 WHERE id = $1', [id, hashCode(key, id, code)]);
  const { rows } = await tx.query<{ locale: LinkLocale; brand_name: string | null }>(
    `SELECT l.locale, b.name AS brand_name FROM tracking_link l LEFT JOIN brand b ON b.uuid = l.brand_id
     WHERE l.uuid = $1`,
    [linkUuid],
  );
  const { locale = 'en', brand_name: brandName = null } = rows[0] ?? {};
  await queueMail(tx, {
    ...codeMail({ locale, brandName }, code),
    ...{ accountId, kind: 'link_code', to: recipient, expiresAt: new Date(expiresAt) },
  });
}
