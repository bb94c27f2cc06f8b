import { constant, integer, list, object, optional, text } from '@yipii/platform';

/** A successful answer (RFC 6749 §5.1). */
export const oauthToken = object('OAuthToken', {
  access_token: text(),
  token_type: constant('Bearer'),
  expires_in: integer({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'Seconds' }),
  scope: text({ description: 'Separated by spaces' }),
});

/** RFC 6749 §5.2. */
const oauthError = object('OAuthError', { error: text(), error_description: text() });

export const OAUTH_ERRORS = { 400: oauthError, 401: oauthError };

/** The client authenticates by HTTP Basic or in the form. */
export const CLIENT_AUTHENTICATION = [{}, { basic: [] }];

const clientFields = { client_id: optional(text()), client_secret: optional(text()) };

export const tokenForm = object(null, {
  grant_type: constant('client_credentials'),
  ...clientFields,
  scope: optional(text({ description: 'A part of the client’s scopes, separated by spaces' })),
});

export const revocationForm = object(null, {
  token: text(),
  token_type_hint: optional(text()),
  ...clientFields,
});

/** RFC 7517. */
export const keySet = object(null, {
  keys: list(
    object(null, {
      kid: text(),
      alg: text(),
      use: constant('sig'),
      kty: text(),
      crv: text(),
      x: text(),
      y: optional(text()),
    }),
  ),
});

/** RFC 8414. */
export const serverMetadata = object(null, {
  issuer: text(),
  token_endpoint: text(),
  revocation_endpoint: text(),
  jwks_uri: text(),
  grant_types_supported: list(text()),
  response_types_supported: list(text()),
  token_endpoint_auth_methods_supported: list(text()),
  revocation_endpoint_auth_methods_supported: list(text()),
  scopes_supported: list(text()),
});
