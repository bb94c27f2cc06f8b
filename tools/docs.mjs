// `npm run docs [-- --check]`: writes what is generated from the code: docs/configuration.md, .env.example,
// docs/data-flow.md, the topics' JSON Schemas, the tracker ports of compose and Helm. With --check it writes nothing and fails if any is stale.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import prettier from 'prettier';
import { bundle } from './build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'dist/tools/docs.js');

await bundle('tools/docs/generated-files.ts', output);
const { generatedFiles } = createRequire(import.meta.url)(output);

const PARSERS = { '.md': 'markdown', '.json': 'json', '.yaml': 'yaml' };
const stale = [];
for (const [file, text] of Object.entries(await generatedFiles())) {
  const target = path.join(root, file);
  const parser = PARSERS[path.extname(file)];
  const options = await prettier.resolveConfig(target);
  const formatted = parser ? await prettier.format(text, { ...options, parser }) : text;
  if (read(target) === formatted) continue;
  if (process.argv.includes('--check')) stale.push(file);
  else {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, formatted);
    console.log(`written: ${file}`);
  }
}
rmSync(output);
if (stale.length > 0) {
  console.error(`stale, run \`npm run docs\`: ${stale.join(', ')}`);
  process.exit(1);
}
process.exit(0);

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
