/** Of the API server's objects, what specs read. */
interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
}

export interface Pod {
  readonly metadata: Metadata;
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly image: string;
      readonly volumeMounts?: readonly { readonly mountPath: string }[];
    }[];
  };
}

export interface Deployment {
  readonly metadata: Metadata;
  readonly status: { readonly readyReplicas?: number };
}

export interface EndpointSlice {
  readonly metadata: Metadata;
  readonly ports: readonly object[];
  readonly endpoints: readonly { readonly conditions: { readonly ready: boolean } }[];
}
