import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Public tracking links, where each stands, and the sessions of their viewers. */
export class AddTrackingLinks1764570000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'tracking_link',
      columns: LINK_COLUMNS,
      indexes: ['asset_id', 'account_id, created_at'],
      assetColumn: 'asset_id',
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await tenantTable(runner, {
      name: 'link_state',
      columns: STATE_COLUMNS,
      rights: ['SELECT'],
    });
    await tenantTable(runner, {
      name: 'tracking_session',
      columns: SESSION_COLUMNS,
      indexes: ['link_uuid, expires_at', 'created_at'],
      rights: ['DELETE'],
    });
    await tenantTable(runner, {
      name: 'link_task',
      columns: TASK_COLUMNS,
      rights: ['SELECT', 'INSERT'],
    });
    await runner.query(`
      -- All but the hash of its token.
      GRANT SELECT (id, account_id, link_uuid, email, access_mode, ip, created_at, last_seen_at, expires_at, ended_at,
        end_reason) ON tracking_session TO yipii_app;
      CREATE INDEX tracking_session_due ON tracking_session (next_due_at) WHERE next_due_at IS NOT NULL;
      CREATE INDEX link_state_due ON link_state (next_due_at) WHERE next_due_at IS NOT NULL;
      CREATE INDEX link_task_due ON link_task (next_due_at) WHERE next_due_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE link_task, tracking_session, link_state, tracking_link');
  }
}

/** Written by api. */
const LINK_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Version 4, of a CSPRNG: whoever knows it may follow a public link.
  uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  external_id text,
  name text NOT NULL,
  reference text,
  metadata jsonb NOT NULL DEFAULT '{}',
  display_name text,
  -- The vehicle that it follows now; null: its route has none, or the asset is gone.
  asset_id bigint,
  route_id bigint,
  stop_id bigint,
  access_mode text NOT NULL CHECK (access_mode IN ('public', 'email', 'email_code', 'authorized_only')),
  require_code boolean NOT NULL DEFAULT false,
  -- Addresses, and domains as '@example.com'; in lower case, domains as A-labels.
  allowed_emails text[] NOT NULL DEFAULT '{}',
  barred_emails text[] NOT NULL DEFAULT '{}',
  starts_at timestamptz,
  expires_at timestamptz,
  -- As REST has them.
  arrival jsonb,
  visible_when jsonb,
  schedule jsonb,
  "window" jsonb,
  show_destination boolean NOT NULL DEFAULT false,
  session_ttl_seconds int NOT NULL DEFAULT 14400 CHECK (session_ttl_seconds > 0),
  -- Whether use prolongs a session.
  session_sliding boolean NOT NULL DEFAULT false,
  max_viewers int CHECK (max_viewers > 0),
  locale text NOT NULL DEFAULT 'en',
  brand_id uuid,
  template_id bigint,
  is_disabled boolean NOT NULL DEFAULT false,
  -- Counts up when it gets another subject and when it is opened again: ends and sessions of earlier ones are void.
  generation int NOT NULL DEFAULT 1,
  -- Counts up when its route gets another vehicle.
  vehicle_changes int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, id),
  FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id) ON DELETE SET NULL (asset_id),
  CONSTRAINT tracking_link_external_id_key UNIQUE (account_id, external_id)`;

/** Written by link-session. */
const STATE_COLUMNS = `
  link_uuid uuid PRIMARY KEY REFERENCES tracking_link (uuid) ON DELETE CASCADE,
  -- Of the link, that the rest belongs to.
  generation int NOT NULL,
  -- What viewers were told last.
  status text,
  ends_at timestamptz,
  -- Null: it has not ended.
  ended_at timestamptz,
  end_reason text,
  -- The vehicle that its viewers know.
  vehicle_id bigint,
  -- Whether a rule keeps the vehicle from its viewers; null: not known yet.
  is_hidden boolean,
  -- How far its arrival has come, as the rules keep it.
  progress jsonb,
  first_opened_at timestamptz,
  last_opened_at timestamptz,
  views_total bigint NOT NULL DEFAULT 0,
  -- When its state changes by time: start, window or end.
  next_due_at timestamptz`;

/** Written by link-session. */
const SESSION_COLUMNS = `
  -- Names the session in grants, too.
  id uuid PRIMARY KEY,
  link_uuid uuid NOT NULL REFERENCES tracking_link (uuid) ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  -- What the link demanded when it was granted, and whom it was granted to.
  access_mode text NOT NULL,
  email text,
  is_verified_by_code boolean NOT NULL DEFAULT false,
  generation int NOT NULL,
  -- Truncated: /24 or /48.
  ip text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- Where its life was shortened: grants that were given before last longer.
  next_due_at timestamptz,
  ended_at timestamptz,
  end_reason text`;

/** What api asks link-session to do, as it would of a timer: the link changed, or a viewer is to go. */
const TASK_COLUMNS = `
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  link_uuid uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('changed', 'revoke_session', 'revoke_all', 'unlock')),
  session_id uuid,
  email text,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_due_at timestamptz DEFAULT now()`;
