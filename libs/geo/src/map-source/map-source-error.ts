/** The source of the map can't be read. Messages name host and path, never a query, which may hold a key. */
export class MapSourceError extends Error {
  override readonly name = 'MapSourceError';
  readonly code = 'MAP_SOURCE_UNREADABLE';
}

/** Returns an address as messages may show it. */
export function withoutQuery(address: string): string {
  return address.replace(/\?.*$/s, '');
}
