// `npm run fuzz -- NAME [options]`: bundles test-e2e/fuzz/NAME.fuzz.ts and the apps, and runs it. A table for
// people; the last line is JSON. Ends with 1 where something was found.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build, bundle } from './build.mjs';
import { runGroup } from './run-group.mjs';

const root = path.resolve(import.meta.dirname, '..');
const names = readdirSync(path.join(root, 'test-e2e/fuzz'))
  .filter((file) => file.endsWith('.fuzz.ts'))
  .map((file) => file.replace('.fuzz.ts', ''));
const [name, ...options] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`usage: npm run fuzz -- ${names.join('|')} [options]`);
  process.exit(1);
}
const output = path.join(root, `dist/fuzz/${name}.js`);
await Promise.all([build(), bundle(`test-e2e/fuzz/${name}.fuzz.ts`, output)]);
runGroup(output, options);
