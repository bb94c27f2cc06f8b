import path from 'node:path';

/** As `npm start` runs Node. @param profile folder in which it writes a CPU profile as it ends */
export function asNpmStart(profile?: string): string[] {
  const profiling = profile ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profile)}`] : [];
  return ['--max-semi-space-size=32', ...profiling];
}
