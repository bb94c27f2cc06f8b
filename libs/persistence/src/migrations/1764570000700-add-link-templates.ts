import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** What makes tracking links alike. */
export class AddLinkTemplates1764570000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'tracking_link_template',
      columns: COLUMNS,
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tracking_link_template');
  }
}

const COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text,
  name text NOT NULL,
  -- With {reference}, {route} and {stop} in it.
  name_pattern text NOT NULL,
  -- How long after its creation a link ends; null: by its other ends, or the default.
  life_seconds int,
  -- As REST has them.
  arrival jsonb,
  visible_when jsonb,
  schedule jsonb,
  display_name text,
  access_mode text NOT NULL,
  require_code boolean NOT NULL,
  allowed_emails text[] NOT NULL,
  show_destination boolean NOT NULL,
  session_ttl_seconds int NOT NULL,
  session_sliding boolean NOT NULL,
  max_viewers int,
  locale text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, id),
  CONSTRAINT tracking_link_template_external_id_key UNIQUE (account_id, external_id)`;
