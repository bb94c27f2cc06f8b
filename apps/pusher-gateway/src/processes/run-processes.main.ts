import 'reflect-metadata';
import { createServer } from 'node:net';
import { readEnvironment, type Environment, type Problems } from '@yipii/platform';
import { runProcesses } from './run-processes';

interface ProgramInput {
  readonly env: Environment;
  /** A process with this METRICS_PORT exits with 1 immediately. */
  readonly failing?: string;
}

/**
 * For tests: a gateway that only reports that it runs, until it is stopped. After SIGUSR2 it is not ready.
 */
function runOne(
  env: Environment,
  failing: string | undefined,
  watched: (problems: () => Problems) => void,
): Promise<void> {
  const { METRICS_PORT: metricsPort, GATEWAY_SHARE_PORT: share } = env;
  if (metricsPort === failing) {
    process.stderr.write('it has a reason\n');
    process.exit(1);
  }
  let problems: Problems = {};
  watched(() => problems);
  process.on('SIGUSR2', () => (problems = { redis: 'away' }));
  process.on('SIGTERM', () => process.exit(0));
  process.on('SIGINT', () => process.exit(3));
  process.stdout.write(`${JSON.stringify({ up: process.pid, metricsPort, share })}\n`);
  createServer().listen(0);
  return Promise.resolve();
}

const { env: given, failing } = JSON.parse(process.argv[2] ?? '{}') as ProgramInput;
const own = readEnvironment();
const env = own.GATEWAY_SHARE_PORT ? own : { ...own, ...given };
const times = { firstPauseMs: 50, maxPauseMs: 200, steadyMs: 20_000 };
void runProcesses({ name: 'test', configs: [] }, env, (watched) => runOne(env, failing, watched), times);
