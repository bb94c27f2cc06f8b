import { NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { pagePolicy, type PagePolicy } from './page-policy';
import type { Encoding, WebFile, WebFiles } from './web-files';

const ENCODINGS: Encoding[] = ['br', 'gzip', 'identity'];
const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/**
 * Sends a page of `apps/web` with its Content-Security-Policy.
 * @throws NotFoundException where the pages are not built
 */
export async function sendWebPage(
  page: { readonly files: WebFiles; readonly name: string; readonly policy: Omit<PagePolicy, 'tiles'> },
  { request, response }: Exchange,
): Promise<void> {
  const file = page.files.find(page.name);
  if (!file) throw new NotFoundException('The pages are not built: npm run build.');
  response.set({
    'Content-Security-Policy': pagePolicy({ ...page.policy, tiles: page.files.tileOrigin }),
    'Permissions-Policy': PERMISSIONS,
  });
  await sendWebFile(file, { request, response });
}

/** Sends a file of `apps/web` in the encoding that suits the browser. */
export async function sendWebFile(file: WebFile, { request, response }: Exchange): Promise<void> {
  const encoding = (request.acceptsEncodings(ENCODINGS) || 'identity') as Encoding;
  const body = await file.body(encoding);
  response.set({ 'Content-Type': file.type, ETag: file.etag, Vary: 'Accept-Encoding' });
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.send(body);
}
