import type { PageMapConfig } from './page-map.config';

export type MapOfPages = Pick<PageMapConfig, 'tilesUrl' | 'attribution'>;

/** Returns a page that says where the tiles of its map are; the page as it is where they are our own. */
export function withMap(html: string, { tilesUrl, attribution }: MapOfPages): string {
  if (!tilesUrl) return html;
  const tags = meta('map-tiles', tilesUrl) + meta('map-attribution', attribution);
  return html.replace('</head>', () => `${tags}</head>`);
}

/** Returns the origin of the tiles; null where they are our own. */
export function tileOrigin({ tilesUrl }: Pick<MapOfPages, 'tilesUrl'>): string | null {
  return tilesUrl ? new URL(tilesUrl).origin : null;
}

function meta(name: string, content: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<meta name="${name}" content="${escaped}" />`;
}
