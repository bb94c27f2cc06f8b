/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Values of the running server; a placeholder stands for what is not known yet. */
export interface SnippetValues {
  /** URL of the API, without a slash at its end. */
  readonly api: string;
  readonly wsHost: string;
  readonly wsPort: number;
  readonly wsTls: boolean;
  readonly appKey: string;
  readonly accountKey: string;
  readonly assetId: string;
  /** Access token; owners' calls need its scopes to write. */
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly linkUuid: string;
  /** Address of a viewer. */
  readonly email: string;
  /** `yts_…` */
  readonly sessionToken: string;
  readonly alertId: string;
  readonly routeId: string;
  readonly otherAssetId: string;
  /** Where the vehicle is to arrive, in degrees. */
  readonly lat: number;
  readonly lng: number;
}

/** A request to the API. */
export interface Call {
  readonly why: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** Bearer token: an access token or that of a session. */
  readonly token?: string;
  readonly body?: Json;
  /** Fields of a form, in place of `body`. */
  readonly form?: Readonly<Record<string, string>>;
}

/** How a viewer gets a session of a link. */
export interface Verification {
  readonly path: string;
  /** Null: the link asks for none. */
  readonly email: string | null;
  /** Whether a code is mailed, for which the program then asks. */
  readonly hasCode: boolean;
}

/** A subscription, and what to do once it stands. */
export interface Stream {
  readonly channel: string;
  /** Null: that of the session which was just verified. */
  readonly token: string | null;
  readonly events: readonly string[];
  readonly onceSubscribed?: Call;
  /** Path of a track: fill gaps between sequence numbers from there. */
  readonly track?: string;
  /** The same question by REST, for who can't stream. */
  readonly instead: Call;
}

/** What a program does, whatever its language: these parts in this order. */
export interface Recipe {
  readonly calls?: readonly Call[];
  readonly verification?: Verification;
  readonly stream?: Stream;
  /** Asked again and again, as often as the answer says. */
  readonly poll?: Call;
}

/** The server's addresses, which every program begins with. */
export type ServerValues = Pick<SnippetValues, 'api' | 'wsHost' | 'wsPort' | 'wsTls' | 'appKey'>;

export type Render = (recipe: Recipe, server: ServerValues) => string;

/** Joins the parts that there are, with an empty line between them. */
export function paragraphs(...parts: readonly (string | false | null | undefined)[]): string {
  return `${parts.filter((part): part is string => typeof part === 'string' && part !== '').join('\n\n')}\n`;
}

export function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

/** Whether it needs the function that sends requests. */
export function hasCalls({ calls, verification, stream, poll }: Recipe): boolean {
  return [calls, verification, stream?.onceSubscribed, stream?.track, poll].some(
    (part) => part !== undefined,
  );
}
