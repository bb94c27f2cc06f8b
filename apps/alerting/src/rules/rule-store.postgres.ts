import {
  conditionOf,
  prepareFence,
  type AlertRule,
  type Fence,
  type FenceSource,
  type MaintenanceBasis,
} from '@yipii/domain';
import { patient, type WorkerDatabase } from '@yipii/platform';
import type { AccountSource, RuleOfAssets, RuledAsset, RuledGroup } from './account-rules';
import { RuleStore } from './rule-store.ports';

export class PostgresRuleStore extends RuleStore {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async account(accountId: number): Promise<AccountSource> {
    const of = [accountId, null];
    const [rules, services, fences, assets, groups] = [
      await this.rows<RuleRow>(RULES, of),
      await this.rows<MaintenanceRow>(MAINTENANCE, of),
      await this.rows<FenceRow>(FENCES, of),
      await this.rows<AssetRow>(ASSETS, of),
      await this.rows<GroupRow>(GROUPS, of),
    ];
    return {
      rules: [...rules.map(toRule), ...services.map(toService)],
      fences: fences.map(toFence),
      assets: assets.map(toAsset),
      groups: groups.map(toGroup),
    };
  }

  async rule(accountId: number, id: number): Promise<RuleOfAssets | null> {
    return first(await this.rows<RuleRow>(RULES, [accountId, id]), toRule);
  }

  async maintenance(accountId: number, id: number): Promise<RuleOfAssets | null> {
    return first(await this.rows<MaintenanceRow>(MAINTENANCE, [accountId, id]), toService);
  }

  async fence(accountId: number, id: number): Promise<Fence | null> {
    return first(await this.rows<FenceRow>(FENCES, [accountId, id]), toFence);
  }

  async asset(accountId: number, id: number): Promise<RuledAsset | null> {
    return first(await this.rows<AssetRow>(ASSETS, [accountId, id]), toAsset);
  }

  async group(accountId: number, id: number): Promise<RuledGroup | null> {
    return first(await this.rows<GroupRow>(GROUPS, [accountId, id]), toGroup);
  }

  private async rows<Row extends object>(text: string, values: readonly (number | null)[]): Promise<Row[]> {
    return (await this.database.pool.query<Row>(patient(text, [...values]))).rows;
  }
}

/** Of an account, or one of them. */
const ONE = 'account_id = $1 AND ($2::bigint IS NULL OR id = $2)';
const RULES = `
  SELECT id, name, severity, type, parameters, applies_to, asset_ids, group_ids, schedule, cooldown_seconds,
    max_age_seconds, since
  FROM alert_rule WHERE ${ONE} AND is_enabled`;
const MAINTENANCE = `
  SELECT id, name, severity, asset_id, basis, due_km, due_hours, due_at, warn_before, since
  FROM maintenance WHERE ${ONE} AND (completed_at IS NULL OR repeat_every IS NOT NULL)`;
const FENCES = `
  SELECT id, name, geometry, radius_m AS "radiusM", width_m AS "widthM", since FROM geofence WHERE ${ONE}`;
const ASSETS = `SELECT id, speed_limit_kmh FROM asset WHERE ${ONE}`;
const GROUPS = `
  SELECT group_id AS id, array_agg(asset_id) AS asset_ids FROM asset_group_member
  WHERE account_id = $1 AND ($2::bigint IS NULL OR group_id = $2) GROUP BY group_id`;

const DAY_MS = 86_400_000;

interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly severity: AlertRule['severity'];
  readonly type: AlertRule['condition']['type'];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly applies_to: 'all' | 'assets' | 'groups';
  readonly asset_ids: readonly string[];
  readonly group_ids: readonly string[];
  readonly schedule: AlertRule['schedule'];
  readonly cooldown_seconds: number;
  readonly max_age_seconds: number | null;
  readonly since: Date;
}

function toRule({ applies_to: appliesTo, ...row }: RuleRow): RuleOfAssets {
  return {
    rule: {
      id: Number(row.id),
      name: row.name,
      severity: row.severity,
      condition: conditionOf(row.type, row.parameters),
      schedule: row.schedule,
      cooldownSeconds: row.cooldown_seconds,
      maxAgeSeconds: row.max_age_seconds,
      since: row.since.getTime(),
    },
    assetIds: appliesTo === 'all' ? null : appliesTo === 'assets' ? row.asset_ids.map(Number) : [],
    groupIds: appliesTo === 'groups' ? row.group_ids.map(Number) : [],
  };
}

interface MaintenanceRow {
  readonly id: string;
  readonly name: string;
  readonly severity: AlertRule['severity'];
  readonly asset_id: string;
  readonly basis: MaintenanceBasis;
  readonly due_km: number | null;
  readonly due_hours: number | null;
  readonly due_at: Date | null;
  readonly warn_before: number;
  readonly since: Date;
}

/** A service that is due is a rule of one asset. */
function toService(row: MaintenanceRow): RuleOfAssets {
  const { basis, warn_before: warnBefore } = row;
  const dueAt = row.due_km ?? row.due_hours ?? row.due_at?.getTime() ?? 0;
  return {
    rule: {
      id: Number(row.id),
      name: row.name,
      severity: row.severity,
      condition: {
        ...{ type: 'maintenance', basis, dueAt },
        warnBefore: basis === 'date' ? warnBefore * DAY_MS : warnBefore,
      },
      ...{ schedule: null, cooldownSeconds: 0, maxAgeSeconds: null },
      since: row.since.getTime(),
    },
    assetIds: [Number(row.asset_id)],
    groupIds: [],
  };
}

interface FenceRow extends Omit<FenceSource, 'id' | 'since'> {
  readonly id: string;
  readonly since: Date;
}

function toFence({ id, since, ...fence }: FenceRow): Fence {
  return prepareFence({ ...fence, id: Number(id), since: since.getTime() });
}

interface AssetRow {
  readonly id: string;
  readonly speed_limit_kmh: number | null;
}

function toAsset({ id, speed_limit_kmh: speedLimit }: AssetRow): RuledAsset {
  return { id: Number(id), speedLimit };
}

interface GroupRow {
  readonly id: string;
  readonly asset_ids: readonly string[];
}

function toGroup({ id, asset_ids: assetIds }: GroupRow): RuledGroup {
  return { id: Number(id), assetIds: assetIds.map(Number) };
}

function first<Row, Value>([row]: readonly Row[], map: (row: Row) => Value): Value | null {
  return row ? map(row) : null;
}
