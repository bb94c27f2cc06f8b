import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `registry.changed` carries the version of the row, so that a cache never replaces a newer row by an older one. */
export class AddRegistryVersions1764300000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`ALTER TABLE ${table} ADD COLUMN version bigint NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} DROP COLUMN version`);
  }
}

const TABLES = ['account', 'asset', 'device', 'assignment'];
