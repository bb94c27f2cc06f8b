import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Between when and when the input of a partition was read without a break, for those who read what comes of it. */
export class AddHeardSpans1764900700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE checkpoint ADD heard_since timestamptz, ADD heard_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE checkpoint DROP heard_since, DROP heard_until');
  }
}
