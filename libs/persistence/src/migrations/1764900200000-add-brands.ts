import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Brands, which viewers of tracking links see. */
export class AddBrands1764900200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    await tenantTable(runner, { name: 'brand', columns: BRAND_COLUMNS, rights });
    await tenantTable(runner, { name: 'brand_logo', columns: LOGO_COLUMNS, rights });
    await runner.query(`
      ALTER TABLE tracking_link_template ADD COLUMN brand_id uuid,
        ADD CONSTRAINT tracking_link_template_brand FOREIGN KEY (account_id, brand_id)
          REFERENCES brand (account_id, uuid) ON DELETE SET NULL (brand_id);
      ALTER TABLE tracking_link
        ADD CONSTRAINT tracking_link_brand FOREIGN KEY (account_id, brand_id)
          REFERENCES brand (account_id, uuid) ON DELETE SET NULL (brand_id);
      CREATE INDEX tracking_link_of_brand ON tracking_link (brand_id) WHERE brand_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX tracking_link_of_brand;
      ALTER TABLE tracking_link DROP CONSTRAINT tracking_link_brand;
      ALTER TABLE tracking_link_template DROP COLUMN brand_id;
      DROP TABLE brand_logo, brand`);
  }
}

const BRAND_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- What stands for it outside: viewers get it.
  uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  external_id text,
  name text NOT NULL,
  -- As REST has them.
  colors jsonb,
  contact jsonb,
  privacy_text text,
  -- Origins of pages that may show links in a frame.
  embed_origins text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, uuid),
  CONSTRAINT brand_external_id_key UNIQUE (account_id, external_id)`;

/** Apart from the brand, so that reading brands reads no images. */
const LOGO_COLUMNS = `
  brand_uuid uuid PRIMARY KEY,
  -- As we have encoded it.
  png bytea NOT NULL,
  width int NOT NULL,
  height int NOT NULL,
  -- Of the content, for the address of the image.
  version text NOT NULL,
  FOREIGN KEY (account_id, brand_uuid) REFERENCES brand (account_id, uuid) ON DELETE CASCADE`;
