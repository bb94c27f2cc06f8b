import { bodyMd5, equalSecrets, hmac, httpAuthText } from '@yipii/protocol';
import type { PusherApp } from '../apps/pusher-app';
import type { HttpCall } from '../sockets/socket-server.ports';
import { ApiError } from './api-error';

/** Seconds that a request's clock may differ, in either direction. */
const MAX_CLOCK_DIFFERENCE = 600;

interface AuthenticationContext {
  readonly pathPrefix: string;
  /** Epoch ms. */
  now(): number;
}

/**
 * Checks that the app's secret has signed the request (Pusher Channels HTTP API, "Authentication").
 * @throws ApiError 401
 */
export function authenticate(
  { method, path, query, body }: HttpCall,
  app: PusherApp,
  context: AuthenticationContext,
): void {
  const parameters = new URLSearchParams(query);
  if (parameters.get('auth_key') !== app.key) throw unauthorised('auth_key is not the key of this app');
  if (parameters.get('auth_version') !== '1.0') throw unauthorised('auth_version is not 1.0');
  checkTimestamp(parameters.get('auth_timestamp') ?? '', context.now());
  checkBody(parameters.get('body_md5'), body);
  const given = parameters.get('auth_signature') ?? '';
  const isSigned = [...spellingsOf(path, context.pathPrefix)].some((signed) =>
    equalSecrets(given, hmac(app.secret, httpAuthText(method, signed, parameters))),
  );
  if (!isSigned) throw unauthorised('auth_signature is not valid for this request');
}

/**
 * The paths that a client may have signed: some SDKs sign a user's id as it is, and their HTTP client encodes it
 * afterwards; a proxy may have stripped the prefix, or not.
 */
function spellingsOf(path: string, prefix: string): Set<string> {
  const decoded = decodedOf(path);
  return new Set([path, decoded, prefix + path, prefix + decoded]);
}

function decodedOf(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function checkTimestamp(timestamp: string, now: number): void {
  if (!/^\d{1,15}$/.test(timestamp)) throw unauthorised('auth_timestamp must be a number of seconds');
  if (Math.abs(now / 1_000 - Number(timestamp)) > MAX_CLOCK_DIFFERENCE) {
    const seconds = Math.floor(now / 1_000);
    throw unauthorised(
      `auth_timestamp ${timestamp} is not within ${MAX_CLOCK_DIFFERENCE} s of the server's time ${seconds}`,
    );
  }
}

function checkBody(given: string | null, body: Buffer): void {
  if (body.length === 0 && given === null) return;
  if (!equalSecrets(given ?? '', bodyMd5(body))) throw unauthorised('body_md5 does not match the body');
}

function unauthorised(message: string): ApiError {
  return new ApiError(401, message);
}
