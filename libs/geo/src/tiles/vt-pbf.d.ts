declare module 'vt-pbf' {
  interface TileOptions {
    readonly version: 1 | 2;
    readonly extent: number;
  }

  export function fromGeojsonVt(
    layers: Readonly<Record<string, { readonly features: readonly object[] }>>,
    options: TileOptions,
  ): Uint8Array;
}
