import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser sent the request for a page of ours, or nothing that says otherwise. `Sec-Fetch-Site` is what all
 * present browsers send; older ones send `Origin` with everything that changes something.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  if (origin === undefined || origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
