import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ensureRole } from './ensure-role.v1';
import { tenantTable } from './tenant-table.v1';

/** Rules of alerts and due services, which api writes; alerts and the states of rules, which alerting writes. */
export class AddAlerts1764900300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    // Shared, because alerts name a service that is due as their rule.
    await runner.query('CREATE SEQUENCE alert_rule_id');
    await tenantTable(runner, { name: 'alert_rule', columns: RULE_COLUMNS, rights: [...all] });
    await tenantTable(runner, {
      ...{ name: 'maintenance', columns: MAINTENANCE_COLUMNS, indexes: ['asset_id'] },
      ...{ assetColumn: 'asset_id', rights: [...all] },
    });
    await tenantTable(runner, {
      ...{ name: 'alert', columns: ALERT_COLUMNS, assetColumn: 'asset_id', rights: ['SELECT'] },
      indexes: ['account_id, triggered_at, id', 'account_id, asset_id, triggered_at, id', 'updated_at'],
    });
    await tenantTable(runner, {
      ...{ name: 'alert_state', columns: STATE_COLUMNS, indexes: ['part'] },
      ...{ assetColumn: 'asset_id', rights: ['SELECT'] },
    });
    await tenantTable(runner, {
      ...{ name: 'alert_acknowledgement', columns: ACKNOWLEDGEMENT_COLUMNS, rights: ['SELECT', 'INSERT'] },
    });
    await runner.query(`
      GRANT USAGE ON SEQUENCE alert_rule_id TO yipii_app, yipii_worker;
      -- When its shape was drawn or edited last: nobody is known to have crossed its edge before.
      ALTER TABLE geofence ADD COLUMN since timestamptz NOT NULL DEFAULT now();
      CREATE INDEX alert_raised ON alert (account_id, triggered_at) WHERE state = 'raised';
      CREATE INDEX alert_acknowledgement_due ON alert_acknowledgement (next_due_at) WHERE next_due_at IS NOT NULL`);
    await runner.query(ensureRole('yipii_alerting'));
    for (const grant of GRANTS) await runner.query(`GRANT ${grant} TO yipii_alerting`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE ALL ON ALL TABLES IN SCHEMA public FROM yipii_alerting;
      REVOKE ALL ON SCHEMA public FROM yipii_alerting;
      ALTER TABLE geofence DROP COLUMN since;
      DROP TABLE alert_acknowledgement, alert_state, alert, maintenance, alert_rule;
      DROP SEQUENCE alert_rule_id`);
  }
}

/** Written by api. */
const RULE_COLUMNS = `
  id bigint PRIMARY KEY DEFAULT nextval('alert_rule_id'),
  external_id text,
  name text NOT NULL,
  type text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- As REST has them; which there are follows from the type.
  parameters jsonb NOT NULL,
  applies_to text NOT NULL CHECK (applies_to IN ('all', 'assets', 'groups')),
  asset_ids bigint[] NOT NULL DEFAULT '{}',
  group_ids bigint[] NOT NULL DEFAULT '{}',
  schedule jsonb,
  cooldown_seconds int NOT NULL CHECK (cooldown_seconds >= 0),
  max_age_seconds int CHECK (max_age_seconds > 0),
  is_enabled boolean NOT NULL DEFAULT true,
  -- When the last change came that makes it another rule: what it raised before is cleared.
  since timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 0,
  UNIQUE (account_id, id),
  CONSTRAINT alert_rule_external_id_key UNIQUE (account_id, external_id)`;

/** Written by api. */
const MAINTENANCE_COLUMNS = `
  id bigint PRIMARY KEY DEFAULT nextval('alert_rule_id'),
  external_id text,
  name text NOT NULL,
  asset_id bigint NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  basis text NOT NULL CHECK (basis IN ('odometer', 'engine_hours', 'date')),
  -- One of them, by the basis.
  due_km double precision,
  due_hours double precision,
  due_at timestamptz,
  -- Km, hours or days, by the basis.
  warn_before double precision NOT NULL CHECK (warn_before >= 0),
  repeat_every double precision CHECK (repeat_every > 0),
  -- Of the last time it was done; one that does not repeat is then over.
  completed_at timestamptz,
  since timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 0,
  UNIQUE (account_id, id),
  FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id) ON DELETE CASCADE,
  CHECK ((basis = 'odometer') = (due_km IS NOT NULL)),
  CHECK ((basis = 'engine_hours') = (due_hours IS NOT NULL)),
  CHECK ((basis = 'date') = (due_at IS NOT NULL)),
  CONSTRAINT maintenance_external_id_key UNIQUE (account_id, external_id)`;

/** Written by alerting. Alerts outlive their assets and rules. */
const ALERT_COLUMNS = `
  id uuid PRIMARY KEY,
  asset_id bigint NOT NULL,
  asset_name text NOT NULL,
  device_id bigint,
  rule_id bigint NOT NULL,
  rule_name text NOT NULL,
  category text NOT NULL,
  type text NOT NULL,
  lifetime text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL CHECK (state IN ('raised', 'cleared')),
  triggered_at timestamptz NOT NULL,
  cleared_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledgement_note text,
  delayed boolean NOT NULL,
  position jsonb,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()`;

/** Written by alerting: the states of the rules of an asset, by the partition that its positions come in. */
const STATE_COLUMNS = `
  asset_id bigint PRIMARY KEY,
  part int NOT NULL,
  state jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()`;

/** What api asks alerting to do, as it would of a timer. */
const ACKNOWLEDGEMENT_COLUMNS = `
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  alert_id uuid NOT NULL,
  acknowledged_by text NOT NULL,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_due_at timestamptz DEFAULT now()`;

/** What alerting needs. Rows that are locked for others to skip need UPDATE, too. */
const GRANTS = [
  'USAGE ON SCHEMA public',
  'SELECT ON schema_migration, account, asset, asset_group_member, geofence, alert_rule, maintenance',
  'SELECT, INSERT, UPDATE, DELETE ON alert, alert_state, alert_acknowledgement, outbox',
  'SELECT, INSERT, UPDATE ON checkpoint',
  'SELECT, INSERT ON event',
  'INSERT ON outbox_dead_letter',
];
