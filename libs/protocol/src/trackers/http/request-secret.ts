import type { HttpRequest } from './http-message';

/**
 * Finds what a request carries to prove that it comes from its device: the password (Basic) or token (Bearer) of
 * `Authorization`, or `secret` in the query, which is taken out, so that it is never stored with a position.
 */
export function takeSecret(request: HttpRequest): {
  readonly request: HttpRequest;
  readonly secret?: string;
} {
  const ofHeader = secretOf(request.headers.get('authorization') ?? '');
  const parameters = request.query.split('&');
  const others = parameters.filter((parameter) => !SECRET.test(parameter));
  if (others.length === parameters.length) return { request, secret: ofHeader };
  const ofQuery = new URLSearchParams(parameters.find((parameter) => SECRET.test(parameter)));
  const [secret] = ofQuery.values();
  return { request: { ...request, query: others.join('&') }, secret: ofHeader ?? secret };
}

const SECRET = /^secret=/i;

function secretOf(authorization: string): string | undefined {
  const [, scheme = '', credential = ''] = /^(basic|bearer) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return credential === '' ? undefined : credential;
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}
