import type { NoticeInput, ToldAlert } from '@yipii/domain';
import type { Transaction } from '@yipii/persistence';
import type { Clock, Repetition, Sql } from '@yipii/platform';
import type { AlertData } from '@yipii/protocol';
import type { FeedReader, FeedSection } from '../feed/feed-reader.postgres';
import { lockPeople, readNoticeRules, type NoticeRules } from './notice-store.postgres';
import type { TellPeople } from './tell-people';

/** The accounts that a reader of this feed is for. */
export const ACCOUNTS_WITH_POLICIES = 'SELECT DISTINCT account_id FROM notification_policy WHERE is_enabled';

/** Tells people of the alerts in the event feed, each once. */
export class FollowAlerts {
  constructor(
    private readonly feed: FeedReader,
    private readonly tell: TellPeople,
    private readonly clock: Clock,
  ) {}

  /** Calls back whenever there is anything to tell. `run` must not reject. */
  watch(run: () => Promise<void>): Repetition {
    return this.feed.watch(run);
  }

  run(): Promise<boolean> {
    return this.feed.run((tx, section) => this.follow(tx, section));
  }

  private async follow(tx: Transaction, section: FeedSection): Promise<void> {
    const { accountId } = section;
    const now = this.clock.now();
    const { rows: changes } = await tx.query<ChangeRow>(CHANGES, [accountId, section.after, section.upTo]);
    const rules = await readNoticeRules(tx, accountId, now);
    const emails = [...new Set(rules.policies.flatMap((policy) => policy.emails))].sort();
    if (changes.length === 0 || emails.length === 0) return;
    const groups = await groupsOf(tx, changes);
    const people = await lockPeople(tx, accountId, emails);
    for (const [email, state] of people) {
      const inputs = changes.flatMap((change) => inputOf(change, email, rules, groups));
      if (inputs.length > 0) await this.tell.run(tx, { accountId, email, state, inputs }, rules, now);
    }
  }
}

type Groups = ReadonlyMap<number, readonly number[]>;

async function groupsOf(sql: Sql, changes: readonly ChangeRow[]): Promise<Groups> {
  const { rows } = await sql.query<{ asset_id: string; ids: string[] }>(GROUPS, [
    [...new Set(changes.map(({ data }) => data.assetId))],
  ]);
  return new Map(rows.map(({ asset_id: id, ids }) => [Number(id), ids.map(Number)]));
}

function inputOf(
  { type, data, emitted_at: emittedAt }: ChangeRow,
  email: string,
  { policies }: NoticeRules,
  groups: Groups,
): NoticeInput[] {
  if (type !== 'alert.raised') {
    const kind = type === 'alert.cleared' ? 'cleared' : 'acknowledged';
    return [{ kind, alertId: data.id }];
  }
  const mine = groups.get(data.assetId) ?? [];
  const own = policies.filter(
    ({ emails, groupIds, enabledAt }) =>
      emails.includes(email) &&
      emittedAt.getTime() >= enabledAt &&
      (groupIds === null || groupIds.some((id) => mine.includes(id))),
  );
  return own.length === 0 ? [] : [{ kind: 'raised', alert: toldAlert(data), policies: own }];
}

function toldAlert({ id, type, severity, assetId, assetName, rule, triggeredAt }: AlertData): ToldAlert {
  return {
    ...{ id, type, severity, assetId, assetName, ruleId: rule.id, ruleName: rule.name },
    triggeredAt: Date.parse(triggeredAt),
  };
}

interface ChangeRow {
  readonly type: 'alert.raised' | 'alert.cleared' | 'alert.acknowledged';
  readonly emitted_at: Date;
  readonly data: AlertData;
}

const CHANGES = `
  SELECT type, emitted_at, data FROM event
  WHERE account_id = $1 AND place > $2 AND place <= $3
    AND type IN ('alert.raised', 'alert.cleared', 'alert.acknowledged')
  ORDER BY place`;
const GROUPS = `
  SELECT asset_id, array_agg(group_id) AS ids FROM asset_group_member WHERE asset_id = ANY ($1::bigint[]) GROUP BY 1`;
