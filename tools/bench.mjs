// `npm run bench -- NAME [options]`: bundles test-e2e/bench/NAME.bench.ts, the programs that it runs and the
// apps, and runs it. A table for people; the last line is JSON.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, bundle } from './build.mjs';
import { runGroup } from './run-group.mjs';

const root = path.resolve(import.meta.dirname, '..');
const files = readdirSync(path.join(root, 'test-e2e/bench'), { recursive: true }).map(String);
const names = files.filter((file) => file.endsWith('.bench.ts')).map((file) => file.replace('.bench.ts', ''));
const programs = files.filter((file) => file.endsWith('.program.ts'));
const [name, ...options] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`usage: npm run bench -- ${names.join('|')} [options]`);
  process.exit(1);
}
const output = path.join(root, `dist/bench/${name}.js`);
await Promise.all([
  build(),
  bundle(`test-e2e/bench/${name}.bench.ts`, output),
  ...programs.map((file) =>
    bundle(`test-e2e/bench/${file}`, `dist/bench/programs/${path.basename(file, '.program.ts')}.js`),
  ),
]);
// As `npm start` and the images run.
const flags = JSON.parse(readFileSync(path.join(root, 'tools/node-flags.json'), 'utf8'));
runGroup(output, options, flags);
