import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Imports a TypeScript file of ours: the servers are code that tests use as well. */
export async function loadTypeScript(file) {
  const directory = mkdtempSync(path.join(root, 'node_modules/.yipii-'));
  try {
    const outfile = path.join(directory, 'main.mjs');
    await esbuild.build({
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
