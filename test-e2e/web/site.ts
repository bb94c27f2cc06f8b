import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Pages } from '../support/customer-server';

const packages = createRequire(__filename);
const script = (file: string) => ({ type: 'text/javascript', body: readFileSync(file) });
const beside = (name: string, file: string): string => path.join(packages.resolve(name), '..', file);

/** A page with the bundles of pusher-js and laravel-echo as they are published. */
export const site: Pages = {
  '/': { type: 'text/html', body: readFileSync(path.join(__dirname, 'pages/site.html')) },
  '/site.js': script(path.join(__dirname, 'pages/site.js')),
  '/pusher.js': script(beside('pusher-js', '../web/pusher-with-encryption.min.js')),
  '/echo.js': script(beside('laravel-echo', 'echo.iife.js')),
};
