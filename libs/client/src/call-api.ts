import { LiveError } from './live-error';
import type { ServerClock } from './server-clock';

const TIMEOUT_MS = 10_000;

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly token?: string | undefined;
  readonly body?: object | undefined;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

/**
 * Returns the JSON of an answer.
 * @throws LiveError
 */
export async function callApi<T>(url: string, call: ApiCall = {}, clock?: ServerClock): Promise<T> {
  const sentAt = Date.now();
  const response = await request(url, call);
  clock?.hear(response.headers.get('date'), sentAt, Date.now());
  const body = (await response.json().catch(() => null)) as T & Problem;
  if (response.ok) return body;
  const { code = 'HTTP_ERROR', detail = response.statusText } = (body as Problem | null) ?? {};
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  throw new LiveError(response.status, code, detail, retryAfter);
}

async function request(url: string, { method = 'GET', token, body }: ApiCall): Promise<Response> {
  // `AbortSignal.timeout` is too new for phones that are five years old.
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  try {
    return await fetch(url, {
      method,
      credentials: 'omit',
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: timeout.signal,
    });
  } catch (error) {
    throw new LiveError(0, 'UNREACHABLE', String(error));
  } finally {
    clearTimeout(timer);
  }
}
