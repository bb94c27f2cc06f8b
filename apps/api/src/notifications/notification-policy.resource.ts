import { STANDARD_MINUTES, STANDARD_POLICY } from '@yipii/domain';
import {
  AssetRepository,
  MuteRow,
  NotificationPolicyRow,
  Webhooks,
  type AccountTransaction,
} from '@yipii/persistence';
import { InvalidFields, mailAddressOf, TemporalTimeZones } from '@yipii/platform';
import { demandWholeAccount } from '../errors';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import {
  MuteInput,
  MuteView,
  NotificationPolicyInput,
  NotificationPolicyView,
  type DigestView,
} from './notification-policy.schema';

const zones = new TemporalTimeZones();
/** Of a new policy that says nothing; null is none. */
const STANDARD_DIGEST: DigestView = { minutes: STANDARD_MINUTES, daily_at: null, timezone: 'UTC' };
const groups = new Webhooks();
const assets = new AssetRepository();
const scopes = { read: 'alerts:read', write: 'alerts:write' } as const;

/** Policies tell of the whole account, so that whoever may see only some assets may neither write nor read them. */
export const notificationPolicies: Resource<NotificationPolicyView> = {
  ...{ path: 'notification-policy', kind: 'notification_policy', entity: NotificationPolicyRow },
  ...{ view: NotificationPolicyView, input: NotificationPolicyInput, query: RegistryQuery },
  ...{ ofWholeAccount: true, scopes },
  columns: (input, given) => ({
    ...{ isEnabled: input.enabled, alsoTold: [...new Set(input.also_told as string[])] },
    emails: [...new Set((input.emails as string[]).flatMap((email) => mailAddressOf(email) ?? []))],
    digest: checkedDigest(wanted('digest', input, given, STANDARD_DIGEST) as DigestView | null),
    storm: wanted('storm', input, given, STANDARD_POLICY.storm),
    ...('enabled' in given && { enabledAt: new Date() }),
  }),
  related: async (tx, ids) => {
    demandWholeAccount(tx.scope);
    const rows = await tx.entities.findBy(
      NotificationPolicyRow,
      ids.map((id) => ({ id })),
    );
    return new Map(rows.map(({ id, isEnabled }) => [id, { enabled: isEnabled }]));
  },
  change: async (tx, _caller, { after }) => {
    const unknown = after ? await groups.unknownGroups(tx, (after.groupIds ?? []) as number[]) : [];
    if (unknown.length > 0)
      throw new InvalidFields({ group_ids: [`There is no asset group ${unknown.join(', ')}.`] });
    return {};
  },
};

export const mutes: Resource<MuteView> = {
  ...{ path: 'mute', kind: 'mute', entity: MuteRow, view: MuteView, input: MuteInput, query: RegistryQuery },
  ...{ ofWholeAccount: true, scopes },
  related: (tx, ids) => {
    demandWholeAccount(tx.scope);
    return Promise.resolve(new Map(ids.map((id) => [id, {}])));
  },
  change: async (tx, _caller, { after }) => {
    if (after) await demandOne(tx, after);
    return {};
  },
};

/** What is absent is as the standard policy has it; null, also in a patch, is none. */
function wanted(name: string, input: Fields, given: Fields, standard: unknown): unknown {
  if (given[name] === null) return null;
  return input[name] === undefined ? standard : input[name];
}

/** @throws InvalidFields unless it has exactly one of the two kinds */
function checkedDigest(digest: DigestView | null): DigestView | null {
  if (!digest) return null;
  if ((digest.minutes === null) === (digest.daily_at === null))
    throw new InvalidFields({ digest: ['digest must have either minutes or daily_at.'] });
  if (!zones.has(digest.timezone))
    throw new InvalidFields({ 'digest.timezone': ['digest.timezone must be the IANA name of a time zone.'] });
  return digest;
}

/** @throws InvalidFields */
async function demandOne(tx: AccountTransaction, { assetId, ruleId }: Fields): Promise<void> {
  if ((assetId === null) === (ruleId === null))
    throw new InvalidFields({ asset_id: ['Name either asset_id or rule_id.'] });
  if (typeof assetId === 'number' && !(await assets.existing(tx, [assetId])).has(assetId))
    throw new InvalidFields({ asset_id: ['There is no such asset.'] });
  if (typeof ruleId !== 'number') return;
  const { rows } = await tx.query('SELECT FROM alert_rule WHERE id = $1 AND account_id = $2', [
    ...[ruleId, tx.scope.accountId],
  ]);
  if (rows.length === 0) throw new InvalidFields({ rule_id: ['There is no such alert rule.'] });
}
