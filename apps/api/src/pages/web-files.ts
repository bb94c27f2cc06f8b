import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { tileOrigin, withMap, type MapOfPages } from './page-map';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type Encoding = 'br' | 'gzip' | 'identity';

/** A file of the pages, compressed once. */
export interface WebFile {
  readonly type: string;
  readonly etag: string;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

/** What `apps/web` is built into, by path (`track.html`, `assets/…`). Nothing else is served. */
export class WebFiles {
  private constructor(
    private readonly files: ReadonlyMap<string, WebFile>,
    /** Of the tiles of their maps; null: our own. */
    readonly tileOrigin: string | null,
  ) {}

  /** From the bundle in dist/apps/<name> as from the sources; empty where the pages are not built. */
  static load(map: MapOfPages): WebFiles {
    const root = path.resolve(
      __dirname,
      __dirname.includes(`${path.sep}dist${path.sep}`) ? '../..' : '../../../../dist',
    );
    return WebFiles.in(path.join(root, 'web'), map);
  }

  static in(folder: string, map: MapOfPages): WebFiles {
    const names = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
    const known = names.filter((name) => path.extname(name) in TYPES);
    const files = known.map((name) => [name.replaceAll(path.sep, '/'), read(folder, name, map)] as const);
    return new WebFiles(new Map(files), tileOrigin(map));
  }

  find(name: string): WebFile | undefined {
    return this.files.get(name);
  }
}

function read(folder: string, name: string, map: MapOfPages): WebFile {
  const bytes = readFileSync(path.join(folder, name));
  const identity = path.extname(name) === '.html' ? Buffer.from(withMap(bytes.toString(), map)) : bytes;
  return {
    type: TYPES[path.extname(name)] ?? '',
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bodies: { identity, gzip: gzipSync(identity, { level: 9 }), br: brotliCompressSync(identity) },
  };
}
