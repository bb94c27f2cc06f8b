import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The unit in which a device sends its speed, where its protocol leaves that open. */
export class AddSpeedUnit1763900000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE device ADD COLUMN speed_unit text CHECK (speed_unit IN ('kn', 'km/h', 'm/s', 'mph'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE device DROP COLUMN speed_unit');
  }
}
