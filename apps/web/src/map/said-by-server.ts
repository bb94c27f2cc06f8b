/** Returns what the page says about its map (`apps/api/src/pages/page-map.ts`); null where that is our own. */
export function saidByServer(name: 'map-tiles' | 'map-attribution' | 'map-deepest-zoom'): string | null {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? null;
}
