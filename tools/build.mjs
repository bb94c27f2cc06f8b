// Bundles apps into dist/apps/<name>/main.js (and `<way>.main.js`): our own code in one file, npm packages left outside;
// and the pages into dist/web, with all that they need.
// `node tools/build.mjs [app …]`; without a name, all of them. `app/way` is one program of an app, without pages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import * as esbuild from 'esbuild';
import preset from './jest-preset.cjs';

const root = path.resolve(import.meta.dirname, '..');

/** esbuild writes no decorator metadata, which Nest's injector needs: files with decorators go through swc first. */
const decorators = {
  name: 'decorators',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      if (!/^\s*@[A-Z]/m.test(source)) return { contents: source, loader: 'ts' };
      const { code } = await transform(source, { ...preset.swc, module: { type: 'es6' }, filename: file });
      return { contents: code, loader: 'js' };
    });
  },
};

/** They serve the pages. */
const WITH_PAGES = ['api', 'standalone'];
const PAGES = ['track.html', 'demo.html'];

export async function build(apps = appNames()) {
  const programs = apps
    .flatMap(programsOf)
    .map(([app, file]) => bundle(`apps/${app}/src/${file}.ts`, `dist/apps/${app}/${file}.js`));
  const pages = apps.some((app) => WITH_PAGES.includes(app)) ? [buildPages()] : [];
  await Promise.all([...programs, ...pages]);
}

/** The pages of `apps/web`, into dist/web. */
async function buildPages() {
  const { NODE_ENV } = process.env;
  // Whoever builds no pages need not load it.
  const vite = await import('vite');
  // Each by itself: what two pages share would be files of its own, and a phone would wait for one more.
  for (const [at, page] of PAGES.entries())
    await vite.build({
      configFile: path.join(root, 'apps/web/vite.config.mjs'),
      build: { emptyOutDir: at === 0, rolldownOptions: { input: path.join(root, 'apps/web', page) } },
    });
  // Vite sets it to production, and what is started next inherits the environment: it would have no demo.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
}

export async function bundle(entry, outfile) {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    // Some apps have no `import 'reflect-metadata'` of their own before the first decorator runs.
    inject: [path.join(root, 'node_modules/reflect-metadata/Reflect.js')],
    sourcemap: true,
    tsconfig: path.join(root, 'tsconfig.base.json'),
    plugins: [decorators],
    logLevel: 'warning',
  });
}

/** Returns app and file of `main` and of any other way to run the app, or of the one that is named. */
function programsOf(name) {
  const [app, way] = name.split('/');
  if (way) return [[app, `${way}.main`]];
  const files = readdirSync(path.join(root, 'apps', app, 'src'));
  return files
    .filter((file) => /^(.+\.)?main\.ts$/.test(file))
    .map((file) => [app, file.replace(/\.ts$/, '')]);
}

function appNames() {
  const apps = readdirSync(path.join(root, 'apps'));
  return apps.filter((app) => existsSync(path.join(root, 'apps', app, 'src/main.ts')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  await build(names.length > 0 ? names : undefined);
}
