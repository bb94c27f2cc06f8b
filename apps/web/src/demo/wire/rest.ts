import type { Call } from '../snippets';
import type { Wire } from './wire';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How much of a token is shown: enough to tell two apart. */
const SHOWN = 12;

/** Sends a request to the API, in sight. */
export async function send(wire: Wire, api: string, call: Omit<Call, 'why'>): Promise<Answer> {
  const { method, path, token, body, form } = call;
  const title = `${method} ${path}`;
  const shown = token === undefined ? {} : { authorization: `Bearer ${token.slice(0, SHOWN)}…` };
  wire.add({ kind: 'rest', direction: 'out', title, body: { ...shown, ...(form ?? { body }) } });
  const response = await fetch(api + path, {
    method,
    credentials: 'omit',
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form && { body: new URLSearchParams(form) }),
  });
  const answer = (await response.json().catch(() => null)) as unknown;
  wire.add({ kind: 'rest', direction: 'in', title, code: response.status, body: answer });
  return { status: response.status, body: answer };
}
