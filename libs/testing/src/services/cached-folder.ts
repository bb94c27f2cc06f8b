import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'yipii-live');

/** A folder outside the checkout, once per machine; its name says which version of what is in it. */
export const cachePath = (name: string): string => path.join(CACHE, name);

/**
 * Fills it where it is missing: whole or not at all. What is put into it must not know where it lies.
 * Another process may do the same at the same time.
 */
export async function fillCache(name: string, fill: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = cachePath(name);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(path.join(CACHE, 'download-'));
  try {
    await fill(work);
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
