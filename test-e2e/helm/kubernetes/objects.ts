/** Label of all objects of a service: its name. */
export const COMPONENT = 'app.kubernetes.io/component';

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
    readonly serviceAccountName: string;
    readonly containers: readonly {
      readonly image: string;
      readonly command?: readonly string[];
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

export interface Service {
  readonly metadata: Metadata;
  readonly spec: { readonly ports: readonly { readonly name: string; readonly port: number }[] };
}

export interface Ingress {
  readonly spec: {
    readonly rules: readonly {
      readonly host: string;
      readonly http: {
        readonly paths: readonly {
          readonly path: string;
          readonly backend: {
            readonly service: { readonly name: string; readonly port: { readonly name: string } };
          };
        }[];
      };
    }[];
  };
}

export interface HttpRoute {
  readonly spec: {
    readonly hostnames: readonly string[];
    readonly rules: readonly {
      readonly matches: readonly { readonly path: { readonly value: string } }[];
      readonly backendRefs: readonly { readonly name: string; readonly port: number }[];
    }[];
  };
}

/** A peer of a policy as far as the chart makes them itself. */
export interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

export interface NetworkPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly ingress: readonly {
      readonly ports: readonly { readonly port: number }[];
      readonly from?: readonly Peer[];
    }[];
    readonly egress?: readonly { readonly to?: readonly Peer[] }[];
  };
}
