import { Logger } from '@nestjs/common';
import { readEnvironment, type Environment } from '@yipii/platform';
import type { InstallationAddress } from './installation';
import { runAdmin } from './run-admin';

/** Runs the command of this process's arguments, and ends it with the command's exit code. */
export async function adminProcess(find: (env: Environment) => Promise<InstallationAddress>): Promise<void> {
  Logger.overrideLogger(false);
  const print = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  process.exitCode = await runAdmin(process.argv.slice(2), () => find(readEnvironment()), {
    out: print(process.stdout),
    err: print(process.stderr),
  });
}
