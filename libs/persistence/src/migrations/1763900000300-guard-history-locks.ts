import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Making or dropping a day needs a lock that a dump or a long query may hold off for hours, and whoever writes
 * would wait behind it: so it gives up soon and is tried again in the next round. The index finds what the
 * default partition keeps no longer.
 */
export class GuardHistoryLocks1763900000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name} SET lock_timeout = '2s'`);
    await runner.query('CREATE INDEX position_default_received_at ON position_default (received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name} RESET lock_timeout`);
    await runner.query('DROP INDEX position_default_received_at');
  }
}

const FUNCTIONS = ['ensure_position_partitions(date, date)', 'drop_position_partitions(date)'];
