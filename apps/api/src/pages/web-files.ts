import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { strongEtag } from '@yipii/platform';
import { tileOrigin, withMap, type MapOfPages } from './page-map';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type Encoding = 'br' | 'gzip' | 'identity';

const COMPRESS: Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
  identity: (bytes) => Promise.resolve(bytes),
};

/** A file of the pages. */
export class WebFile {
  readonly etag: string;
  private readonly bodies = new Map<Encoding, Promise<Buffer>>();

  constructor(
    readonly type: string,
    private readonly bytes: Buffer,
  ) {
    this.etag = strongEtag(bytes);
  }

  /** Compresses it once, when it is asked for first: all files at the start would delay it by a second. */
  body(encoding: Encoding): Promise<Buffer> {
    let body = this.bodies.get(encoding);
    if (!body) this.bodies.set(encoding, (body = COMPRESS[encoding](this.bytes)));
    return body;
  }
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
  const extension = path.extname(name);
  const content = extension === '.html' ? Buffer.from(withMap(bytes.toString(), map)) : bytes;
  return new WebFile(TYPES[extension] ?? '', content);
}
