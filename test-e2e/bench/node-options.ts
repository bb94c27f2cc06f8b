import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/app-process';

/** As `npm start` and the images run Node. @param profile folder in which it writes a CPU profile as it ends */
export function asInProduction(profile?: string): string[] {
  const flags = JSON.parse(readFileSync(path.join(ROOT, 'tools/node-flags.json'), 'utf8')) as string[];
  return profile ? [...flags, '--cpu-prof', `--cpu-prof-dir=${path.resolve(profile)}`] : flags;
}
