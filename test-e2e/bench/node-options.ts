import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/app-process';

/**
 * As `npm start` and the images run Node.
 * @param profile folder in which it writes a CPU profile as it ends
 * @param name of the profile; by default Node makes one up
 */
export function asInProduction(profile?: string, name?: string): string[] {
  const flags = JSON.parse(readFileSync(path.join(ROOT, 'tools/node-flags.json'), 'utf8')) as string[];
  if (!profile) return flags;
  const named = name === undefined ? [] : [`--cpu-prof-name=${name}.cpuprofile`];
  return [...flags, '--cpu-prof', `--cpu-prof-dir=${path.resolve(profile)}`, ...named];
}
