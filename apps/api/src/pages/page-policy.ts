export interface PagePolicy {
  readonly webSocket: string;
  /** Origin of the tiles of its map; null: our own. */
  readonly tiles: string | null;
  /** Origins that may show the page in a frame; none for most. */
  readonly framedBy?: readonly string[];
}

/**
 * The Content-Security-Policy of the built pages: scripts and styles are files of ours, and no text becomes markup
 * but what `apps/web/src/map/trusted-types.ts` lets pass.
 */
export function pagePolicy({ webSocket, tiles, framedBy = [] }: PagePolicy): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self'${tiles === null ? '' : ` ${tiles}`}`,
    `connect-src 'self' ${new URL(webSocket).origin}`,
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy.length > 0 ? framedBy.join(' ') : "'none'"}`,
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}
