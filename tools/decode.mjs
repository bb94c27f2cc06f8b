// `npm run -s decode [-- --protocol P [--transport tcp|udp|http] HEX]`: what the platform makes of bytes from
// trackers. Without options it reads JSON lines from stdin and writes one for each; with --protocol it explains
// one frame to a person.
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { bundle } from './build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'dist/tools/decode.js');
await bundle('tools/decode/decode.ts', output);
const { decodeLine, explain, usage } = createRequire(import.meta.url)(output);

const { values, positionals } = optionsOf(process.argv.slice(2));
if (values.protocol === undefined) {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '' && !process.stdout.write(`${decodeLine(line, Date.now())}\n`))
      await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
} else {
  const { text, ok } = explain({ ...values, hex: positionals.join('') }, Date.now());
  console.log(text);
  if (!ok) process.exitCode = 1;
}

function optionsOf(args) {
  const options = { protocol: { type: 'string' }, transport: { type: 'string' } };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    console.error(`${error.message.split('. ')[0]}\n${usage()}`);
    return process.exit(1);
  }
}
