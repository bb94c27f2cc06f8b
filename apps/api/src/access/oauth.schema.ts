import { IntegerField, ObjectField, OneOfField, TextField } from '@yipii/platform';

/** A successful answer (RFC 6749 §5.1). */
export class OAuthToken {
  @TextField() readonly access_token!: string;
  @OneOfField(['Bearer']) readonly token_type!: 'Bearer';
  @IntegerField({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'Seconds' })
  readonly expires_in!: number;
  @TextField({ description: 'Separated by spaces' }) readonly scope!: string;
}

/** RFC 6749 §5.2. */
class OAuthError {
  @TextField() readonly error!: string;
  @TextField() readonly error_description!: string;
}

export const OAUTH_ERRORS = { 400: OAuthError, 401: OAuthError };

/** The client authenticates by HTTP Basic or in the form. */
export const CLIENT_AUTHENTICATION = [{}, { basic: [] }];

abstract class ClientForm {
  @TextField({ optional: true }) readonly client_id?: string;
  @TextField({ optional: true }) readonly client_secret?: string;
}

export class TokenForm extends ClientForm {
  @OneOfField(['client_credentials']) readonly grant_type!: 'client_credentials';
  @TextField({ optional: true, description: 'A part of the client’s scopes, separated by spaces' })
  readonly scope?: string;
}

export class RevocationForm extends ClientForm {
  @TextField() readonly token!: string;
  @TextField({ optional: true }) readonly token_type_hint?: string;
}

class Key {
  @TextField() readonly kid!: string;
  @TextField() readonly alg!: string;
  @OneOfField(['sig']) readonly use!: 'sig';
  @TextField() readonly kty!: string;
  @TextField() readonly crv!: string;
  @TextField() readonly x!: string;
  @TextField({ optional: true }) readonly y?: string;
}

/** RFC 7517. */
export class KeySet {
  @ObjectField(Key, { list: {} }) readonly keys!: readonly Key[];
}

/** RFC 8414. */
export class ServerMetadata {
  @TextField() readonly issuer!: string;
  @TextField() readonly token_endpoint!: string;
  @TextField() readonly revocation_endpoint!: string;
  @TextField() readonly jwks_uri!: string;
  @TextField({ list: {} }) readonly grant_types_supported!: readonly string[];
  @TextField({ list: {} }) readonly response_types_supported!: readonly string[];
  @TextField({ list: {} }) readonly token_endpoint_auth_methods_supported!: readonly string[];
  @TextField({ list: {} }) readonly revocation_endpoint_auth_methods_supported!: readonly string[];
  @TextField({ list: {} }) readonly scopes_supported!: readonly string[];
}
