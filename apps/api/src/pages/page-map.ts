import { DEEPEST_SOURCE_ZOOM } from '@yipii/geo';
import { escapeHtml } from '@yipii/platform';
import type { PageMapConfig } from './page-map.config';

export type MapOfPages = Pick<PageMapConfig, 'tilesUrl' | 'source' | 'attribution'>;

/**
 * Returns a page that says where the tiles of its map are, or that ours are of another source; the page as it is where
 * they are our own.
 */
export function withMap(html: string, { tilesUrl, source, attribution }: MapOfPages): string {
  if (!tilesUrl && !source) return html;
  const tags = tilesUrl
    ? meta('map-tiles', tilesUrl) + meta('map-attribution', attribution)
    : meta('map-deepest-zoom', String(DEEPEST_SOURCE_ZOOM));
  return html.replace('</head>', () => `${tags}</head>`);
}

/** Returns the origin of the tiles; null where they are our own. */
export function tileOrigin({ tilesUrl }: Pick<MapOfPages, 'tilesUrl'>): string | null {
  return tilesUrl ? new URL(tilesUrl).origin : null;
}

function meta(name: string, content: string): string {
  return `<meta name="${name}" content="${escapeHtml(content)}" />`;
}
