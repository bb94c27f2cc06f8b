import { SCOPES, type Scope } from '@yipii/domain';
import { NeedsSetting, TextSetting, UrlSetting } from '@yipii/platform';
import { ValidateBy } from 'class-validator';

/** An OpenID provider whose access tokens are accepted besides ours. */
export class ExternalIssuerConfig {
  @NeedsSetting('audience', 'OIDC_AUDIENCE')
  @UrlSetting({
    env: 'OIDC_ISSUER',
    description:
      'Issuer of access tokens that are accepted besides our own: an OpenID provider with discovery. Needs OIDC_AUDIENCE. Each account must be registered for it.',
    schemes: ['http', 'https'],
    default: '',
  })
  readonly issuer?: string;

  @TextSetting({
    env: 'OIDC_AUDIENCE',
    description: 'The `aud` that tokens of OIDC_ISSUER must have.',
    default: '',
  })
  readonly audience?: string;

  @TextSetting({
    env: 'OIDC_ACCOUNT_CLAIM',
    description: 'Claim of such tokens that names the account; its value must be registered for the issuer.',
    default: 'account',
  })
  readonly accountClaim!: string;

  @TextSetting({
    env: 'OIDC_SCOPE_CLAIM',
    description: 'Claim of such tokens that OIDC_SCOPES translates: a list, or a text separated by spaces.',
    default: 'scope',
  })
  readonly scopeClaim!: string;

  @ValidateBy({
    name: 'scopeMapping',
    validator: {
      validate: (text) => typeof text !== 'string' || readScopeMapping(text) !== null,
      defaultMessage: () =>
        `$property must be like \`viewer=positions:read fleet:read,editor=fleet:write\`, with scopes out of ${SCOPES.join(' ')}`,
    },
  })
  @TextSetting({
    env: 'OIDC_SCOPES',
    description:
      'What values of OIDC_SCOPE_CLAIM allow, e.g. `viewer=positions:read fleet:read,editor=fleet:write`. Other values allow nothing.',
    default: '',
  })
  readonly scopes?: string;
}

/** Returns our scopes by the values of the claim, or null if the text can't be read. */
export function readScopeMapping(text: string): ReadonlyMap<string, readonly Scope[]> | null {
  const mapping = new Map<string, readonly Scope[]>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, role, list = ''] = /^([^=\s]+)=(.+)$/.exec(entry) ?? [];
    const scopes = list.split(' ').filter((name) => name !== '');
    if (role === undefined || !scopes.every(isScope)) return null;
    mapping.set(role, scopes);
  }
  return mapping;
}

function isScope(name: string): name is Scope {
  return SCOPES.includes(name as Scope);
}
