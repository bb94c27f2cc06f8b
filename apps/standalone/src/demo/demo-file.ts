import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoLinks } from './demo-links';

/** `demo.json` in the data folder: all that a client of the running demo needs to know. */
export interface DemoFile {
  readonly api: string;
  readonly ws: { readonly host: string; readonly port: number; readonly tls: boolean };
  readonly accountKey: string;
  /** An owner of the account. */
  readonly user: { readonly email: string; readonly password: string };
  readonly oauth: { readonly clientId: string; readonly clientSecret: string };
  readonly app: { readonly id: string; readonly key: string };
  readonly assets: readonly number[];
  /** Public tracking links, one of each mode, all of one vehicle. */
  readonly links: DemoLinks;
  /** Port of each tracker protocol. */
  readonly trackers: Readonly<Record<string, number>>;
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'demo.json');

/** The one that the last start wrote, if any; an older version knew fewer fields. */
export function readDemoFile(dataDir: string): Partial<DemoFile> | undefined {
  const file = fileIn(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<DemoFile>) : undefined;
}

export function writeDemoFile(dataDir: string, demo: DemoFile): void {
  writeFileSync(fileIn(dataDir), `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
}
