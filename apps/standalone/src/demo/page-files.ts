import { readdirSync } from 'node:fs';
import path from 'node:path';

export interface PageFile {
  readonly path: string;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page's files, by name; a stock pusher-js among them. Nothing else is served. */
export const PAGE_FILES: Readonly<Record<string, PageFile>> & { readonly 'index.html': PageFile } = {
  ...(Object.fromEntries(ownFiles()) as { 'index.html': PageFile }),
  'pusher.min.js': {
    path: path.join(path.dirname(require.resolve('pusher-js/package.json')), 'dist/web/pusher.min.js'),
    type: TYPES['.js'] ?? '',
  },
};

function ownFiles(): [string, PageFile][] {
  // From the bundle in dist/apps/standalone as from the sources.
  const folder = path.resolve(
    __dirname,
    __dirname.includes('dist') ? '../../..' : '../../../..',
    'apps/web/demo',
  );
  return readdirSync(folder).map((name) => [
    name,
    { path: path.join(folder, name), type: TYPES[path.extname(name)] ?? '' },
  ]);
}
