import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/**
 * Webhooks: the API writes what people decide (webhook, webhook_request), alerting the rest. `feed_cursor` is how far
 * the feed has been read for an account by each of its background readers.
 */
export class AddWebhooks1764900400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'webhook',
      columns: WEBHOOK_COLUMNS,
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await tenantTable(runner, { name: 'webhook_health', columns: HEALTH_COLUMNS, rights: ['SELECT'] });
    await tenantTable(runner, {
      name: 'webhook_request',
      columns: REQUEST_COLUMNS,
      rights: ['SELECT', 'INSERT'],
    });
    await tenantTable(runner, {
      name: 'webhook_delivery',
      columns: DELIVERY_COLUMNS,
      indexes: ['webhook_id, created_at, id', 'created_at'],
      assetColumn: 'asset_id',
      rights: ['SELECT'],
    });
    await tenantTable(runner, {
      name: 'feed_cursor',
      columns: 'reader text NOT NULL, place bigint NOT NULL, PRIMARY KEY (account_id, reader)',
      rights: ['SELECT'],
    });
    await runner.query(INDEXES);
    for (const grant of GRANTS) await runner.query(`GRANT ${grant} TO yipii_alerting`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE feed_cursor, webhook_delivery, webhook_request, webhook_health, webhook');
  }
}

const WEBHOOK_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text,
  name text NOT NULL,
  url text NOT NULL,
  -- Types of events of the feed.
  events text[] NOT NULL,
  -- Of alerts.
  min_severity text NOT NULL CHECK (min_severity IN ('info', 'warning', 'critical')),
  -- Null: all of the account.
  group_ids bigint[],
  is_enabled boolean NOT NULL,
  -- Events before it are not told. An endpoint that was disabled before it is tried again.
  enabled_at timestamptz NOT NULL DEFAULT now(),
  -- Encrypted.
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, id),
  CONSTRAINT webhook_external_id_key UNIQUE (account_id, external_id)`;

const OF_WEBHOOK = `FOREIGN KEY (account_id, webhook_id) REFERENCES webhook (account_id, id) ON DELETE CASCADE`;

/** How an endpoint has answered since its webhook was enabled. */
const HEALTH_COLUMNS = `
  webhook_id bigint PRIMARY KEY,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  -- Of the last failure.
  last_status int,
  last_error text,
  -- Of the first failure since the last success; null: the last attempt was accepted.
  failing_since timestamptz,
  warned_at timestamptz,
  -- By Retry-After.
  paused_until timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  ${OF_WEBHOOK}`;

/** What alerting is asked to do: taken up as timers are. */
const REQUEST_COLUMNS = `
  -- Of the delivery that is made.
  id uuid PRIMARY KEY,
  webhook_id bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('test', 'replay', 'replay_dead')),
  -- Of replay: what to deliver again.
  delivery_id uuid,
  -- Of replay_dead: since when.
  since timestamptz,
  next_due_at timestamptz DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  ${OF_WEBHOOK}`;

/** An event on its way to an endpoint. The event itself is in the feed. */
const DELIVERY_COLUMNS = `
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  webhook_id bigint NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  asset_id bigint,
  -- Null: the first delivery of the event.
  replay_of uuid,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
  attempts int NOT NULL DEFAULT 0,
  last_attempt_at timestamptz,
  -- Of the last attempt; null: no answer.
  status int,
  error text,
  duration_ms int,
  next_due_at timestamptz NOT NULL DEFAULT now(),
  -- A process is sending it until then.
  leased_until timestamptz,
  -- No further attempt after it.
  expires_at timestamptz NOT NULL,
  -- In milliseconds, which cursors carry.
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  ${OF_WEBHOOK}`;

const INDEXES = `
  CREATE INDEX webhook_request_due ON webhook_request (next_due_at) WHERE next_due_at IS NOT NULL;
  CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (webhook_id, event_id) WHERE replay_of IS NULL;
  CREATE INDEX webhook_delivery_due ON webhook_delivery (next_due_at) WHERE state = 'waiting';
  CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, next_due_at) WHERE state = 'waiting'`;

/** What alerting needs to deliver. */
const GRANTS = [
  'SELECT ON webhook',
  'SELECT (id, account_id, email, name, role) ON account_user',
  'SELECT, UPDATE ON event',
  'USAGE ON SEQUENCE event_place',
  'SELECT, INSERT, UPDATE, DELETE ON webhook_health, webhook_request, webhook_delivery, feed_cursor',
  'INSERT ON mail',
];
