/** The parts of TileJSON 3 and of an archive's metadata that a map needs. */
export interface TileJson {
  readonly tiles?: readonly string[];
  readonly scheme?: string;
  readonly minzoom?: number;
  readonly maxzoom?: number;
  readonly attribution?: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&copy;': '©', '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ' },
};
const MOST_CHARACTERS = 300;

/** Returns an attribution, which often is HTML, as plain text; null where it says nothing. */
export function asPlainText(html: unknown): string | null {
  if (typeof html !== 'string') return null;
  const text = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#?\w+;/g, (entity) => ENTITIES[entity] ?? ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text === '' ? null : text.slice(0, MOST_CHARACTERS);
}

/** Returns the names in `vector_layers`; null where there are none. */
export function layerNamesOf(metadata: unknown): string[] | null {
  const layers = (metadata as { vector_layers?: unknown } | null | undefined)?.vector_layers;
  if (!Array.isArray(layers)) return null;
  return layers.map((layer) => String((layer as { id?: unknown } | null)?.id));
}
