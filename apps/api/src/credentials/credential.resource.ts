import { ApiKey, OAuthClient, type RegistryRow } from '@yipii/persistence';
import type { RevokedKind } from '@yipii/protocol';
import { API_KEY_PREFIX } from '../access/api-keys';
import { RegistryQuery, type Resource } from '../registry/resource';
import { changeOfCredential } from './change-credential';
import { ApiKeyInput, ApiKeyView, OAuthClientInput, OAuthClientView } from './credential.schema';

/** A kind of credential that accounts create for their programs. */
export interface CredentialResource<View extends ApiKeyView = ApiKeyView> extends Resource<View> {
  /** Before the random part of its secrets. */
  readonly secretPrefix: string;
  /** How revocations name one. */
  readonly revokedKind: RevokedKind;
  readonly revokedId: (row: RegistryRow) => string;
}

const keyId = (row: RegistryRow): string => String(row.id);
const clientId = (row: RegistryRow): string => (row as OAuthClient).clientId;

export const apiKeys: CredentialResource = {
  ...{ path: 'api-key', kind: 'api_key', entity: ApiKey, ofWholeAccount: false },
  ...{ view: ApiKeyView, input: ApiKeyInput, query: RegistryQuery },
  ...{ secretPrefix: API_KEY_PREFIX, revokedKind: 'key', revokedId: keyId },
  change: changeOfCredential('key', keyId),
};

export const oauthClients: CredentialResource<OAuthClientView> = {
  ...{ path: 'oauth-client', kind: 'oauth_client', entity: OAuthClient, ofWholeAccount: false },
  ...{ view: OAuthClientView, input: OAuthClientInput, query: RegistryQuery },
  ...{ secretPrefix: '', revokedKind: 'client', revokedId: clientId },
  change: changeOfCredential('client', clientId),
};
