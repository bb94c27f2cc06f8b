import { TooManyRequests, type Clock, type Sql, type Usage } from '@yipii/platform';
import { hmac } from '@yipii/protocol';

/** Who gets a mail, on whose behalf. */
export interface MailOccasion {
  readonly accountId: number;
  readonly linkUuid: string;
  readonly email: string;
}

interface MailLimit {
  readonly of: string;
  readonly max: number;
  readonly windowMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function mailLimits(perAccountAndDay: number): readonly MailLimit[] {
  return [
    { of: 'link_uuid = $1 AND mailbox_key = $2', max: 3, windowMs: 15 * MINUTE },
    { of: 'link_uuid = $1 AND mailbox_key = $2', max: 10, windowMs: DAY },
    { of: 'link_uuid = $1', max: 20, windowMs: HOUR },
    { of: 'mailbox_key = $2', max: 5, windowMs: HOUR },
    { of: 'account_id = $3', max: perAccountAndDay, windowMs: DAY },
  ];
}

/** Two that would exceed a limit together must not both count before the other is stored. */
const LOCK = `
  SELECT pg_advisory_xact_lock(lock) FROM (
    SELECT DISTINCT hashtextextended(name, 0) AS lock FROM unnest($1::text[]) AS name ORDER BY 1) AS locks`;

/**
 * How many mails links may cause, whatever they are for: nobody's mailbox can be flooded by way of us. Counted in the
 * table `link_mail`, which holds no address.
 */
export class MailBudget {
  private readonly limits: readonly MailLimit[];
  private readonly oldestSql: string;

  /** @param key hashes mailboxes */
  constructor(
    private readonly clock: Clock,
    private readonly key: string,
    perAccountAndDay: number,
  ) {
    this.limits = mailLimits(perAccountAndDay);
    const oldest = this.limits.map(
      ({ of, max }) =>
        `(SELECT created_at FROM link_mail WHERE ${of} ORDER BY created_at DESC OFFSET ${max - 1} LIMIT 1)`,
    );
    this.oldestSql = `SELECT ARRAY[${oldest.join(', ')}] AS oldest, $3::bigint`;
  }

  /**
   * Counts a mail.
   * @throws TooManyRequests if it may not be sent
   */
  async spend(tx: Sql, occasion: MailOccasion): Promise<void> {
    const now = this.clock.now();
    const usage = await this.exhausted(tx, occasion, now);
    if (usage) throw new TooManyRequests('Too many mails have been asked for; try again later.', usage);
    await tx.query(
      'INSERT INTO link_mail (link_uuid, mailbox_key, account_id, created_at) VALUES ($1, $2, $3, $4)',
      [...this.valuesOf(occasion), new Date(now)],
    );
  }

  /** The limit that holds longest; null: another one may be sent. */
  private async exhausted(tx: Sql, occasion: MailOccasion, now: number): Promise<Usage | null> {
    const [link, mailbox, account] = this.valuesOf(occasion);
    await tx.query(LOCK, [[`link mail ${link}`, `mailbox ${mailbox}`, `account mail ${account}`]]);
    const { rows } = await tx.query<{ oldest: (Date | null)[] }>(this.oldestSql, [link, mailbox, account]);
    const usages = this.limits.map(({ max, windowMs }, index) => {
      const oldest = rows[0]?.oldest[index];
      return {
        limit: max,
        remaining: 0,
        resetsAt: oldest ? oldest.getTime() + windowMs : 0,
        isExceeded: true,
      };
    });
    const longest = usages.reduce((a, b) => (b.resetsAt > a.resetsAt ? b : a));
    return longest.resetsAt > now ? longest : null;
  }

  private valuesOf({ linkUuid, email, accountId }: MailOccasion): [string, string, number] {
    return [linkUuid, hmac(this.key, `mailbox:${mailboxOf(email)}`), accountId];
  }
}

/** Addresses that differ in case or in what follows a plus sign reach the same mailbox, as a rule. */
export function mailboxOf(email: string): string {
  const at = email.lastIndexOf('@');
  const [mailbox = ''] = email.slice(0, at).split('+', 1);
  return `${mailbox}${email.slice(at)}`.toLowerCase();
}
