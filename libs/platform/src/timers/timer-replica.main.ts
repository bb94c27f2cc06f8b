import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { SystemClock } from '../clock/clock';
import { runReminders } from './timers.fixture';

/** A replica for a test that kills it: fires what is due until it is stopped, and says so after each round. */
async function runReplica({ url }: { url: string }): Promise<never> {
  Logger.overrideLogger(false);
  const timers = runReminders(new Pool({ connectionString: url, max: 1 }), new SystemClock(), () => {
    process.stdout.write('fired\n');
  });
  for (;;) {
    await timers.run();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

void runReplica(JSON.parse(process.argv[2] ?? '{}') as { url: string });
