/** What the page asks of the demo beside the public API (docs/demo.md). */

export interface DemoLink {
  readonly uuid: string;
}

export interface DemoSession {
  readonly key: string;
  readonly wsPort: number;
  /** It can only read, for some minutes. */
  readonly token: string;
  readonly accountKey: string;
  /** The first is the one that the links follow. */
  readonly assets: readonly number[];
  readonly links: { readonly public: DemoLink };
}

export interface DemoClient {
  readonly client_id: string;
  readonly client_secret: string;
  /** Seconds. */
  readonly expires_in: number;
}

export function openSession(): Promise<DemoSession> {
  return ask('session.json', 'GET');
}

/** An OAuth client of minutes, which may change what the steps change. */
export function makeClient(): Promise<DemoClient> {
  return ask('client', 'POST');
}

/** The code that this viewer was mailed last; null: none yet. */
export async function caughtCode(email: string): Promise<string | null> {
  return (await ask<{ code: string | null }>(`code?email=${encodeURIComponent(email)}`, 'GET')).code;
}

async function ask<T>(path: string, method: string): Promise<T> {
  const response = await fetch(`/demo/${path}`, { method });
  if (!response.ok) throw new Error(`${method} /demo/${path}: ${response.status}`);
  return (await response.json()) as T;
}
