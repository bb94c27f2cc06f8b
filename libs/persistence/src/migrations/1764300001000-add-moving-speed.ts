import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The speed from which an asset moves, km/h: slow work is no standing. */
export class AddMovingSpeed1764300001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE asset ADD COLUMN moving_from_kmh real NOT NULL DEFAULT 5
        CHECK (moving_from_kmh BETWEEN 1 AND 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE asset DROP COLUMN moving_from_kmh');
  }
}
