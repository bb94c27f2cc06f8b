import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An event that can't be published is tried again later, and set aside in the end; others go on meanwhile. Headers are in the envelope. */
export class RetryOutbox1764300000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox
        DROP COLUMN headers,
        ADD COLUMN attempts int NOT NULL DEFAULT 0,
        ADD COLUMN due_at timestamptz NOT NULL DEFAULT now();
      CREATE INDEX outbox_key ON outbox (topic, key, id);
      CREATE INDEX outbox_due ON outbox (due_at);
      CREATE TABLE outbox_dead_letter (
        id bigint PRIMARY KEY,
        topic text NOT NULL,
        key text NOT NULL,
        event_id uuid NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        attempts int NOT NULL,
        failed_at timestamptz NOT NULL DEFAULT now(),
        reason text NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outbox_dead_letter;
      DROP INDEX outbox_key, outbox_due;
      ALTER TABLE outbox DROP COLUMN attempts, DROP COLUMN due_at,
        ADD COLUMN headers jsonb NOT NULL DEFAULT '{}';
    `);
  }
}
