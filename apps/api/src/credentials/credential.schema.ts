import { ApiSchema } from '@nestjs/swagger';
import { SCOPES, type Scope } from '@yipii/domain';
import {
  IdField,
  inputOf,
  IntegerField,
  OneOfField,
  RegistryView,
  TextField,
  TimeField,
} from '@yipii/platform';

const MAX_ASSETS = 10_000;
const DAY_S = 86_400;
const MAX_OVERLAP_S = 30 * DAY_S;

class CredentialView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200 }) readonly name!: string;
  @OneOfField(SCOPES, { list: { min: 1, max: SCOPES.length } }) readonly scopes!: readonly Scope[];
  @IdField({
    list: { max: MAX_ASSETS },
    nullable: true,
    description: 'The only assets that it may see; null: all of the account.',
  })
  readonly asset_ids!: readonly number[] | null;
  @TimeField({ nullable: true, description: 'When it ends; null: never.' })
  readonly expires_at!: string | null;
  @TimeField({ nullable: true, description: 'Until when the secret before the last rotation is valid.' })
  readonly previous_secret_expires_at!: string | null;
}

const INPUT = ['external_id', 'name', 'scopes', 'asset_ids', 'expires_at'] as const;

const SECRET = { description: 'Shown this once.' };

@ApiSchema({ name: 'ApiKey' })
export class ApiKeyView extends CredentialView {}

@ApiSchema({ name: 'ApiKeyInput' })
export class ApiKeyInput extends inputOf(ApiKeyView, INPUT) {}

@ApiSchema({ name: 'ApiKeyWithSecret' })
export class ApiKeyWithSecret extends ApiKeyView {
  @TextField(SECRET) readonly secret!: string;
}

@ApiSchema({ name: 'OAuthClient' })
export class OAuthClientView extends CredentialView {
  @TextField({ description: 'client_id of the token endpoint.' }) readonly client_id!: string;
}

@ApiSchema({ name: 'OAuthClientInput' })
export class OAuthClientInput extends inputOf(OAuthClientView, INPUT) {}

@ApiSchema({ name: 'OAuthClientWithSecret' })
export class OAuthClientWithSecret extends OAuthClientView {
  @TextField(SECRET) readonly secret!: string;
}

@ApiSchema({ name: 'Rotation' })
export class RotationInput {
  @IntegerField({
    min: 0,
    max: MAX_OVERLAP_S,
    default: DAY_S,
    description:
      'How long the present secret stays valid, in seconds. 0: it ends now, and with it what it has opened and the tokens that were issued.',
  })
  readonly overlap_seconds!: number;
}
