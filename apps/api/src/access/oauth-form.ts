import { OAuthRefusal } from './oauth-error';

/** A token or revocation request, with the client's credentials from wherever they were sent. */
export interface OAuthForm {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Without the credentials and without empty parameters, which count as absent (RFC 6749 §3.2). */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface OAuthRequest {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/**
 * Credentials by HTTP Basic or in the form, never both (RFC 6749 §2.3).
 * @throws OAuthRefusal
 */
export function readOAuthForm({ contentType, authorization, body }: OAuthRequest): OAuthForm {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) {
    throw new OAuthRefusal('invalid_request', 'The body must be application/x-www-form-urlencoded.');
  }
  const { client_id: formId, client_secret: formSecret, ...parameters } = readParameters(body);
  if (authorization === undefined) return { ...credentials(formId, formSecret), parameters };

  if (formSecret !== undefined) {
    throw new OAuthRefusal('invalid_request', 'Authenticate by HTTP Basic or in the body, not both.');
  }
  const [basicId, basicSecret] = readBasic(authorization);
  if (basicId !== undefined && (formId ?? basicId) !== basicId) {
    throw new OAuthRefusal('invalid_request', 'client_id differs from the client of HTTP Basic.');
  }
  return { ...credentials(basicId, basicSecret), parameters };
}

/** Returns who a token request says it comes from; empty if it does not say. */
export function clientIdOf(authorization: string | undefined, body: unknown): string {
  if (authorization !== undefined) return readBasic(authorization)[0] ?? '';
  const id: unknown = (body as { client_id?: unknown } | undefined)?.client_id;
  return typeof id === 'string' ? id : '';
}

function readParameters(body: unknown): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(body ?? {})) {
    if (typeof value !== 'string') throw new OAuthRefusal('invalid_request', 'A parameter is repeated.');
    if (value !== '') parameters[name] = value;
  }
  return parameters;
}

function credentials(clientId: string | undefined, clientSecret: string | undefined) {
  if (clientId === undefined || clientSecret === undefined) {
    throw new OAuthRefusal('invalid_client', 'client_id and client_secret are required.');
  }
  return { clientId, clientSecret };
}

/** Both parts are form-encoded before they go into the header (RFC 6749 §2.3.1). */
function readBasic(authorization: string): [string?, string?] {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const text = Buffer.from(encoded ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return [];
  return [formDecoded(text.slice(0, colon)), formDecoded(text.slice(colon + 1))];
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
