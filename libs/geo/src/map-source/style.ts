import {
  derefLayers,
  featureFilter,
  latest,
  normalizePropertyExpression,
  type FilterSpecification,
  type LayerSpecification,
  type StyleSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import type { DecodedFeature } from './decode-tile';

type StyleLayerType = 'background' | 'fill' | 'fill-extrusion' | 'line' | 'symbol';

interface Globals {
  readonly zoom: number;
}

/** The value of a property of paint or layout for a feature; undefined where the layer has none and no default. */
type ValueOf = (name: string, globals: Globals, feature?: DecodedFeature) => unknown;

/** A layer of a style, its expressions parsed. */
export interface StyleLayer {
  readonly type: StyleLayerType;
  readonly source: string;
  readonly sourceLayer: string;
  /** Shown from here on … */
  readonly minZoom: number;
  /** … to below here. */
  readonly maxZoom: number;
  readonly accepts: (globals: Globals, feature: DecodedFeature) => boolean;
  readonly valueOf: ValueOf;
}

/** Those whose look a page can draw; rasters, hills, heat, circles and icons are left out. */
const TYPES = new Set<string>(['background', 'fill', 'fill-extrusion', 'line', 'symbol']);

/** Returns the layers of a style that can be drawn, from the bottom up. Throws an Error where an expression is wrong. */
export function styleLayers(style: StyleSpecification): StyleLayer[] {
  const layers = derefLayers(style.layers);
  return layers.filter(isDrawn).map((layer, index) => {
    const { type, minzoom = 0, maxzoom = 25 } = layer;
    const { source = '', 'source-layer': sourceLayer = '', filter } = layer as Partial<VectorLayer>;
    const key = `layers[${index}]`;
    const test = featureFilter(filter, `${key}.filter`);
    return {
      ...{ type: type as StyleLayerType, source, sourceLayer, minZoom: minzoom, maxZoom: maxzoom },
      accepts: (globals, feature) => test.filter(globals, asFeature(feature)),
      valueOf: valuesOf(layer, key),
    };
  });
}

interface VectorLayer {
  readonly source: string;
  readonly 'source-layer': string;
  readonly filter: FilterSpecification;
}

function isDrawn(layer: LayerSpecification): boolean {
  if (!TYPES.has(layer.type) || layer.layout?.visibility === 'none') return false;
  const { paint = {}, layout = {} } = layer as { paint?: object; layout?: object };
  // Patterns are pictures.
  if (Object.keys(paint).some((name) => name.endsWith('-pattern'))) return false;
  return layer.type !== 'symbol' || 'text-field' in layout;
}

function valuesOf(layer: LayerSpecification, key: string): ValueOf {
  const specs = { ...specsOf(`paint_${layer.type}`), ...specsOf(`layout_${layer.type}`) };
  const given = { ...layer.layout, ...layer.paint } as Readonly<Record<string, unknown>>;
  const expressions = new Map(
    Object.entries(given).flatMap(([name, value]) => {
      const spec = specs[name];
      if (!spec || name === 'visibility') return [];
      return [[name, normalizePropertyExpression(value as never, `${key}.${name}`, spec as never)] as const];
    }),
  );
  return (name, globals, feature) => {
    const expression = expressions.get(name);
    if (!expression) return specs[name]?.default;
    return expression.evaluate(globals, feature && asFeature(feature)) as unknown;
  };
}

function specsOf(group: string): Readonly<Record<string, { readonly default?: unknown }>> {
  return (
    (latest as unknown as Record<string, Record<string, { default?: unknown }> | undefined>)[group] ?? {}
  );
}

function asFeature({ type, id, tags }: DecodedFeature) {
  return { type, id, properties: tags };
}
