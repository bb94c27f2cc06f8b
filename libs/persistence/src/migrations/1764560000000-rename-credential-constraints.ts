import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['api_key', 'oauth_client'];

/** The API tells by the name of a unique constraint which field's value is taken: `<table>_<field>_key`. */
export class RenameCredentialConstraints1764560000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(
        `ALTER TABLE ${table} RENAME CONSTRAINT ${table}_external_id TO ${table}_external_id_key`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(
        `ALTER TABLE ${table} RENAME CONSTRAINT ${table}_external_id_key TO ${table}_external_id`,
      );
  }
}
