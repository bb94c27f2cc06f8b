import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a link was opened again last: a stop or route that was completed before that ends it no more. */
export class AddOpenedLinks1764900800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tracking_link ADD opened_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tracking_link DROP opened_at');
  }
}
