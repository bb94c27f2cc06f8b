import { Logger } from '@nestjs/common';
import type { Environment } from '../config/load-configs';
import { captureProcessOutput } from '../logging/capture-process-output';
import { JsonLogger } from '../logging/json-logger';
import { refusalOf } from './refusal-of';
import { RunningApp, type AppDefinition } from './running-app';
import { StartRefused } from './start-refused';

/** An app's environment, and resources that must outlive the app, e.g. an embedded database server. */
export interface PreparedEnvironment {
  readonly env: Environment;
  release(): Promise<void>;
}

/**
 * Runs an app until SIGTERM or SIGINT, then ends the process: 0 after a clean stop, 1 with one clear line if
 * it could not start or did not stop in time.
 */
export async function bootstrap(definition: AppDefinition, prepare = asGiven): Promise<void> {
  Logger.overrideLogger(new JsonLogger({ service: definition.name, level: 'info' }));
  captureProcessOutput(() => process.exit(1));
  const prepared = prepare(readEnvironment());
  let app: RunningApp | undefined;
  const stop = async (): Promise<void> => {
    const base = await prepared;
    await app?.stop();
    await base.release();
  };
  const graceTime = stopOnSignals(stop);
  try {
    app = new RunningApp(definition, (await prepared).env);
    graceTime.ms = app.service.shutdownGraceMs;
    app.metrics.collectProcessMetrics();
    await app.start();
  } catch (error) {
    await stop().catch(() => undefined);
    exitWith(error);
  }
}

/**
 * The one place where the process's environment is read. A file `.env` in the working directory adds what is not set.
 * If the file can't be read, the process exits with 1.
 */
export function readEnvironment(): Environment {
  try {
    process.loadEnvFile();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') exitWith(new StartRefused(`.env can't be read: ${code}`, { cause }));
  }
  // eslint-disable-next-line no-restricted-syntax -- the config loader's own entry
  return process.env;
}

function asGiven(env: Environment): Promise<PreparedEnvironment> {
  return Promise.resolve({ env, release: () => Promise.resolve() });
}

const GRACE_BEFORE_CONFIG_MS = 10_000;

function stopOnSignals(stop: () => Promise<void>): { ms: number } {
  const graceTime = { ms: GRACE_BEFORE_CONFIG_MS };
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    const log = new Logger('lifecycle');
    log.log({ msg: 'stopping', signal });
    setTimeout(() => {
      log.error({ msg: 'did not stop within the grace time', graceMs: graceTime.ms });
      process.exit(1);
    }, graceTime.ms).unref();
    stop().then(() => {
      log.log({ msg: 'stopped' });
      process.exit(0);
    }, exitWith);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return graceTime;
}

/** Prints what the operator can act on as text, logs any other error, and exits with 1. */
export function exitWith(error: unknown): never {
  const refusal = refusalOf(error);
  if (refusal !== null) process.stderr.write(`${refusal}\n`);
  else new Logger('lifecycle').fatal({ msg: 'ended by an unexpected error', err: error });
  process.exit(1);
}
