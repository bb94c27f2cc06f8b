import type { HttpRequest } from './http-message';

/**
 * Finds what a request carries to prove that it comes from its device: the password (Basic) or token (Bearer) of
 * `Authorization`, or `secret` in the query or a form, which is taken out, so that it is never stored with a
 * position.
 */
export function takeSecret(request: HttpRequest): {
  readonly request: HttpRequest;
  readonly secret?: string;
} {
  const ofHeader = secretOf(request.headers.get('authorization') ?? '');
  const query = takeParameter(request.query);
  const form = isForm(request) ? takeParameter(request.body.toString('latin1')) : NO_FORM;
  if (query.secret === undefined && form.secret === undefined) return { request, secret: ofHeader };
  const body = form.secret === undefined ? request.body : Buffer.from(form.others, 'latin1');
  return {
    request: { ...request, query: query.others, body },
    secret: ofHeader ?? query.secret ?? form.secret,
  };
}

const NO_FORM = { others: '', secret: undefined };

function isForm({ headers }: HttpRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
}

/** @param text parameters as in a query */
function takeParameter(text: string): { readonly others: string; readonly secret?: string } {
  const parameters = text.split('&');
  const found = parameters.find((parameter) => SECRET.test(parameter));
  if (found === undefined) return { others: text };
  const [secret] = new URLSearchParams(found).values();
  return { others: parameters.filter((parameter) => !SECRET.test(parameter)).join('&'), secret };
}

const SECRET = /^secret=/i;

function secretOf(authorization: string): string | undefined {
  const [, scheme = '', credential = ''] = /^(basic|bearer) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return credential === '' ? undefined : credential;
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}
