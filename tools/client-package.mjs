// `node tools/client-package.mjs`: makes the npm package of libs/client in dist/client, and its API report.
// With `--check` the report must be the one in the repository, and the package must be sound and small.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const library = path.join(root, 'libs/client');
const out = path.join(root, 'dist/client');
const MOST_BYTES = 6 * 1024;
const isCheck = process.argv.includes('--check');

rmSync(out, { recursive: true, force: true });
mkdirSync(path.join(out, 'dist'), { recursive: true });
await bundle();
run('tsc', ['-p', path.join(library, 'tsconfig.json')]);
extractApi();
for (const file of ['package.json', 'README.md'])
  copyFileSync(path.join(library, file), path.join(out, file));
copyFileSync(path.join(root, 'LICENSE'), path.join(out, 'LICENSE'));
run('publint', ['--strict', out]);
run('attw', ['--pack', out, '--profile', 'esm-only', '--no-emoji', '--quiet']);

async function bundle() {
  const outfile = path.join(out, 'dist/index.js');
  const options = {
    entryPoints: [path.join(library, 'src/index.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2020',
  };
  await esbuild.build({ ...options, outfile, platform: 'neutral' });
  const { outputFiles } = await esbuild.build({ ...options, minify: true, write: false });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  if (bytes > MOST_BYTES) fail(`The client is too large: ${bytes} of ${MOST_BYTES} bytes gzipped`);
  console.log(`client: ${bytes} bytes gzipped`);
}

/** One file of types, and the report of what is public. */
function extractApi() {
  const reportFolder = isCheck ? path.join(out, 'report') : library;
  mkdirSync(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: path.join(library, 'api-extractor.json'),
    packageJsonFullPath: path.join(library, 'package.json'),
    configObject: {
      projectFolder: library,
      mainEntryPointFilePath: path.join(out, 'types/index.d.ts'),
      compiler: { tsconfigFilePath: path.join(library, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: 'live.api.md',
        reportFolder,
        reportTempFolder: path.join(out, 'report-new'),
      },
      dtsRollup: { enabled: true, untrimmedFilePath: path.join(out, 'dist/index.d.ts') },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  mkdirSync(path.join(out, 'report-new'), { recursive: true });
  const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback: quieten });
  if (!succeeded) fail('api-extractor has failed');
  const report = path.join(reportFolder, 'live.api.md');
  if (isCheck && readFileSync(report, 'utf8') !== readFileSync(path.join(library, 'live.api.md'), 'utf8'))
    fail('libs/client/live.api.md is out of date: node tools/client-package.mjs');
}

function quieten(message) {
  if (message.logLevel === 'info' || message.logLevel === 'verbose') message.handled = true;
}

function run(name, args) {
  const { status, stdout, stderr } = spawnSync(path.join(root, 'node_modules/.bin', name), args, {
    cwd: root,
  });
  if (status !== 0) fail(`${name}: ${stdout}${stderr}`);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
