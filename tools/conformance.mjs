// `npm run conformance -- DIR [--verbose]`: decodes recorded streams of trackers (DIR/<protocol>.jsonl) and
// compares the result with what they expect. Ends with 1 where less than 98 % agrees.
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundle } from './build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'dist/tools/conformance.js');
await bundle('tools/conformance/conformance.ts', output);
process.exitCode = createRequire(import.meta.url)(output).conformance(process.argv.slice(2));
