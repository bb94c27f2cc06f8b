declare module '@mapbox/vector-tile' {
  import type Pbf from 'pbf';

  export namespace VectorTile {
    interface Feature {
      readonly type: number;
      readonly id: number | undefined;
      readonly properties: Readonly<Record<string, unknown>>;
      loadGeometry(): { readonly x: number; readonly y: number }[][];
    }
    interface Layer {
      readonly extent: number;
      readonly length: number;
      feature(index: number): Feature;
    }
  }

  export class VectorTile {
    constructor(pbf: Pbf);
    readonly layers: Readonly<Record<string, VectorTile.Layer>>;
  }
}
