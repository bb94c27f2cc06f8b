import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const repository = path.resolve(root, '../..');

/** What the head of every page has. */
const head = {
  name: 'head',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html.replace('<!-- head.html -->', () => readFileSync(path.join(root, 'head.html'), 'utf8').trim()),
  },
};

/** For one page; tools/build.mjs builds each by itself, and `api` serves what comes out (apps/api/src/pages). */
export default defineConfig({
  root,
  base: '/',
  plugins: [head],
  publicDir: false,
  cacheDir: path.join(repository, 'node_modules/.vite'),
  logLevel: 'warn',
  resolve: {
    alias: {
      '@yipii/client': path.join(repository, 'libs/client/src/index.ts'),
      // Its ES modules, of which only what is used gets into the page.
      leaflet: path.join(repository, 'node_modules/leaflet/dist/leaflet-src.esm.js'),
    },
  },
  build: {
    outDir: path.join(repository, 'dist/web'),
    // Phones of five years ago.
    target: ['es2020', 'chrome90', 'firefox90', 'safari14'],
    modulePreload: { polyfill: false },
    // Nothing as data: URLs, which the policy of the pages does not allow.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // On a busy machine it would tell how long its plugins took.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
