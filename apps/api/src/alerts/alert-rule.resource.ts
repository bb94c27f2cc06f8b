import {
  AlertRuleRow,
  AssetGroup,
  AssetRepository,
  Geofence,
  type AccountTransaction,
} from '@yipii/persistence';
import { InvalidFields, OneOfField } from '@yipii/platform';
import { In } from 'typeorm';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { AlertRuleInput, AlertRuleView } from './alert-rule.schema';
import { fencesIn, parametersOf, RULE_TYPES } from './rule-parameters';

export class AlertRuleQuery extends RegistryQuery {
  @OneOfField(RULE_TYPES, { optional: true, description: 'Only those of this type.' })
  readonly type?: string;
}

const assets = new AssetRepository();

export const alertRules: Resource<AlertRuleView> = {
  ...{ path: 'alert-rule', kind: 'alert_rule', entity: AlertRuleRow, announced: 'alert_rule' },
  ...{ view: AlertRuleView, input: AlertRuleInput, query: AlertRuleQuery, ofWholeAccount: true },
  scopes: { read: 'alerts:read', write: 'alerts:write' },
  where: ({ type }) => ({ ...(type !== undefined && { type }) }),
  columns: ({ type, parameters }) => ({ parameters: parametersOf(type as string, parameters as Fields) }),
  related: (tx, ids) => shownAssets(tx, ids),
  change: async (tx, _caller, { before, after }) => {
    if (!after) return {};
    await demandKnown(tx, after);
    return isAnother(before as AlertRuleRow | null, after) ? { since: new Date() } : {};
  },
};

/** What is out of scope or gone is as unknown as what never was. */
async function demandKnown(tx: AccountTransaction, after: Fields): Promise<void> {
  const { assetIds, groupIds, parameters } = after as Fields & Pick<AlertRuleRow, 'assetIds' | 'groupIds'>;
  const lists = [
    ['asset_ids', 'asset', assetIds, await assets.existing(tx, assetIds)],
    ['group_ids', 'asset group', groupIds, await idsOf(tx, AssetGroup, groupIds)],
    ['parameters', 'geofence', fencesIn(parameters as Fields), await fencesOf(tx, parameters as Fields)],
  ] as const;
  for (const [field, what, wanted, known] of lists) {
    const unknown = wanted.filter((id) => !known.has(id));
    if (unknown.length > 0)
      throw new InvalidFields({ [field]: [`There is no ${what} ${unknown.slice(0, 20).join(', ')}.`] });
  }
}

function fencesOf(tx: AccountTransaction, parameters: Fields): Promise<ReadonlySet<number>> {
  return idsOf(tx, Geofence, fencesIn(parameters));
}

async function idsOf(
  { entities, scope: { accountId } }: AccountTransaction,
  entity: typeof AssetGroup | typeof Geofence,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const rows = await entities.find(entity, { select: { id: true }, where: { accountId, id: In([...ids]) } });
  return new Set(rows.map(({ id }) => id));
}

const DECIDING = [
  'type',
  'parameters',
  'appliesTo',
  'assetIds',
  'groupIds',
  'schedule',
  'isEnabled',
] as const;

/** A rule that is only named or rated otherwise stays the same one, and so does what it has raised. */
function isAnother(before: AlertRuleRow | null, after: Fields): boolean {
  return !before || DECIDING.some((name) => stable(before[name]) !== stable(after[name]));
}

/** PostgreSQL orders the keys of objects in its own way. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Shows of the assets and groups those that are there, and that the caller may see. */
async function shownAssets(tx: AccountTransaction, ids: readonly number[]) {
  const rules = await tx.entities.findBy(AlertRuleRow, { accountId: tx.scope.accountId, id: In([...ids]) });
  const seen = await assets.existing(
    tx,
    rules.flatMap(({ assetIds }) => assetIds),
  );
  const groups = await idsOf(
    tx,
    AssetGroup,
    rules.flatMap(({ groupIds }) => groupIds),
  );
  return new Map(
    rules.map(({ id, assetIds, groupIds }) => [
      id,
      {
        assetIds: assetIds.filter((assetId) => seen.has(assetId)),
        groupIds: groupIds.filter((groupId) => groups.has(groupId)),
      },
    ]),
  );
}
