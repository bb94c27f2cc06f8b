import {
  noticesDueAt,
  notifyPerson,
  type Notice,
  type NoticeInput,
  type PersonNotices,
  type TimeZones,
} from '@yipii/domain';
import { mailAddressOf, queueMail, type Sql } from '@yipii/platform';
import { noticeMail } from './notice-mail';
import { storePerson, type NoticeRules, type StoredPolicy } from './notice-store.postgres';

const MAIL_KEPT_MS = 24 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** One of the people who are told, and what becomes of it. */
export interface PersonStep {
  readonly accountId: number;
  readonly email: string;
  readonly state: PersonNotices;
  readonly inputs: readonly NoticeInput[];
}

/** Decides what people are told, and stores their mails in the transaction of what they are about. */
export class TellPeople {
  constructor(
    private readonly zones: TimeZones,
    /** Mails an account may cause a day. */
    private readonly perAccountAndDay: number,
  ) {}

  /** Returns when the person is due next, epoch ms. */
  async run(tx: Sql, person: PersonStep, rules: NoticeRules, now: number): Promise<number | null> {
    const policies = new Map(rules.policies.map((policy) => [policy.id, policy]));
    const world = { now, policies, zones: this.zones, isMuted: rules.isMuted };
    let { state } = person;
    for (const input of person.inputs) {
      const step = notifyPerson(state, input, world);
      state = step.state;
      for (const notice of step.notices) {
        const policy = policies.get(notice.policyId);
        if (policy) await this.send(tx, { person, notice, policy, accountKey: rules.accountKey }, now);
      }
    }
    const dueAt = noticesDueAt(state);
    await storePerson(tx, person, state, dueAt);
    return dueAt;
  }

  private async send(tx: Sql, { person, notice, policy, accountKey }: Sending, now: number): Promise<void> {
    const { accountId, email } = person;
    const { locale, timezone } = policy;
    const mail = noticeMail(notice, { locale, timezone, accountKey });
    for (const address of notice.emails ?? [email]) {
      const to = mailAddressOf(address);
      if (to === null || (await this.isSpent(tx, accountId, now))) continue;
      const expiresAt = new Date(now + MAIL_KEPT_MS);
      const id = await queueMail(tx, { accountId, kind: 'alert', to, expiresAt, ...mail });
      const alertIds = notice.alerts.map((alert) => alert.id);
      await tx.query(LOG, [id, accountId, policy.id, to, notice.kind, alertIds, new Date(now)]);
    }
  }

  private async isSpent(tx: Sql, accountId: number, now: number): Promise<boolean> {
    const since = new Date(now - DAY_MS);
    const { rows } = await tx.query<{ sent: number }>(SENT, [accountId, since]);
    return (rows[0]?.sent ?? 0) >= this.perAccountAndDay;
  }
}

interface Sending {
  readonly person: PersonStep;
  readonly notice: Notice;
  readonly policy: StoredPolicy;
  readonly accountKey: string;
}

const LOG = `
  INSERT INTO notification (id, account_id, policy_id, email, kind, alert_ids, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const SENT = 'SELECT count(*)::int AS sent FROM notification WHERE account_id = $1 AND created_at > $2';
